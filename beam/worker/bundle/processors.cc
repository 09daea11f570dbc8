#include <utility>

#include "beam/exec/step_error.h"
#include "beam/worker/bundle/processors_internal.h"

namespace beam::worker {
namespace {

void TearDown(BundleProcessor& processor, const Processors::Log& log) {
  try {
    processor.Teardown();
  } catch (...) {
    log(exec::CurrentError());
  }
}

}  // namespace

std::shared_ptr<BundleProcessor> Processors::Start(const std::string& instruction_id,
                                                   const Descriptor& descriptor,
                                                   const WorkerServices& services) {
  {
    const std::lock_guard lock(mutex_);
    at_work_[instruction_id] = {descriptor->id(), std::chrono::steady_clock::now(), nullptr};
  }
  std::shared_ptr<BundleProcessor> processor = TakeIdle(descriptor->id());
  const bool is_new = processor == nullptr;
  if (is_new) processor = std::make_shared<BundleProcessor>(descriptor, services);
  {
    const std::lock_guard lock(mutex_);
    at_work_[instruction_id].processor = processor;
  }
  if (is_new) processor->Setup(instruction_id);
  return processor;
}

void Processors::Finish(const std::string& instruction_id) {
  const std::lock_guard lock(mutex_);
  const auto found = at_work_.find(instruction_id);
  if (found == at_work_.end()) return;  // The engine sent two of the same name.
  idle_[found->second.descriptor_id].push_back(std::move(found->second.processor));
  at_work_.erase(found);
}

void Processors::Abandon(const std::string& instruction_id, const Log& log) {
  std::shared_ptr<BundleProcessor> processor;
  {
    const std::lock_guard lock(mutex_);
    const auto found = at_work_.find(instruction_id);
    if (found == at_work_.end()) return;  // There was not even a descriptor.
    processor = std::move(found->second.processor);
    at_work_.erase(found);
  }
  if (processor != nullptr) TearDown(*processor, log);
}

std::shared_ptr<BundleProcessor> Processors::Find(const std::string& instruction_id) const {
  const std::lock_guard lock(mutex_);
  const auto found = at_work_.find(instruction_id);
  return found == at_work_.end() ? nullptr : found->second.processor;
}

std::vector<BundleStatus> Processors::Look() const {
  std::map<std::string, AtWork> at_work;
  {
    const std::lock_guard lock(mutex_);
    at_work = at_work_;
  }
  const auto now = std::chrono::steady_clock::now();
  std::vector<BundleStatus> bundles;
  for (const auto& [id, work] : at_work) {
    BundleStatus& bundle = bundles.emplace_back();
    if (work.processor != nullptr) bundle = work.processor->Look();
    bundle.instruction_id = id;
    bundle.descriptor_id = work.descriptor_id;
    bundle.age = now - work.since;
  }
  return bundles;
}

void Processors::Teardown(const Log& log) {
  const std::lock_guard lock(mutex_);
  for (auto& [id, processors] : idle_) {
    for (auto& processor : processors) TearDown(*processor, log);
  }
  idle_.clear();
}

std::shared_ptr<BundleProcessor> Processors::TakeIdle(const std::string& descriptor_id) {
  const std::lock_guard lock(mutex_);
  auto& idle = idle_[descriptor_id];
  if (idle.empty()) return nullptr;
  std::shared_ptr<BundleProcessor> processor = std::move(idle.back());
  idle.pop_back();
  return processor;
}

}  // namespace beam::worker
