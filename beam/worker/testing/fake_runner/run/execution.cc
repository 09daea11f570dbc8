#include "beam/worker/testing/fake_runner/run/execution_internal.h"

#include <utility>

#include "beam/base/error.h"
#include "beam/worker/testing/fake_runner/plan/stage_descriptor_internal.h"
#include "beam/worker/testing/fake_runner/run/grouping_internal.h"

namespace beam::fake_runner {
namespace {

namespace fn = model::fn;
namespace pipeline = model::pipeline;

constexpr char kUserStateToken[] = "user";

std::string PoolOf(const pipeline::Environment& environment) {
  pipeline::ExternalPayload payload;
  if (payload.ParseFromString(environment.payload())) return payload.endpoint().url();
  throw Error(ErrorCode::kInvalidArgument, "an environment's payload cannot be read");
}

}  // namespace

Execution::Execution(const pipeline::Pipeline& pipeline, std::string job_id,
                     const FakeRunnerOptions& options, TakeLog take_log)
    : plan_(MakePlan(pipeline)),
      job_id_(std::move(job_id)),
      options_(options),
      take_log_(std::move(take_log)),
      state_(static_cast<std::size_t>(options.page_bytes)) {}

void Execution::Run() {
  for (const Step& step : plan_.steps) {
    {
      const std::lock_guard lock(mutex_);
      if (is_cancelled_) throw Error(ErrorCode::kCancelled, "the job was cancelled");
    }
    RunStep(step);
  }
}

void Execution::Cancel() {
  const std::lock_guard lock(mutex_);
  is_cancelled_ = true;
  for (auto& [environment, worker] : workers_) worker->HangUp();
}

void Execution::End() {
  std::map<std::string, std::unique_ptr<WorkerConnection>> workers;
  {
    const std::lock_guard lock(mutex_);
    workers.swap(workers_);
  }
  collections_.clear();
}

void Execution::RunStep(const Step& step) {
  if (step.kind == Step::Kind::kStage) return RunStage(step.stage);
  const pipeline::PTransform& transform = plan_.components.transforms().at(step.transform);
  Elements& output = collections_[transform.outputs().begin()->second];
  switch (step.kind) {
    case Step::Kind::kImpulse:
      output = Impulse(transform);
      break;
    case Step::Kind::kFlatten:
      output = Flatten(transform);
      break;
    case Step::Kind::kGroupByKey:
      output = GroupByKey(plan_.components, transform,
                          collections_.at(transform.inputs().begin()->second),
                          static_cast<std::size_t>(options_.values_at_once), state_);
      break;
    case Step::Kind::kReshuffle:
      // Every stage begins by dealing its input out to bundles.
      output = collections_.at(transform.inputs().begin()->second);
      break;
    case Step::Kind::kStage:
      break;
  }
}

/// One element of no bytes at the beginning of time.
Elements Execution::Impulse(const pipeline::PTransform& transform) const {
  const ElementCoder coder(plan_.components, transform.outputs().begin()->second);
  const std::string empty_bytes(1, '\0');
  return {coder.Write({}, empty_bytes)};
}

Elements Execution::Flatten(const pipeline::PTransform& transform) const {
  Elements all;
  for (const auto& [tag, input] : transform.inputs()) {
    const Elements& elements = collections_.at(input);
    all.insert(all.end(), elements.begin(), elements.end());
  }
  return all;
}

void Execution::RunStage(const Stage& stage) {
  WorkerConnection& worker = WorkerOf(stage.environment);
  StageRun run(plan_.components, stage, Register(stage, worker), options_.bundles, worker,
               metrics_);
  for (auto& [collection, elements] : run.Run(collections_.at(stage.input))) {
    collections_[collection] = std::move(elements);
  }
}

BundleKind Execution::Register(const Stage& stage, WorkerConnection& worker) {
  BundleKind kind{.descriptor_id = "stage" + std::to_string(num_stages_++),
                  .first_transform = stage.transforms[0],
                  .outputs = stage.outputs,
                  .timer_families = TimerFamiliesOf(plan_.components, stage),
                  .cache_tokens = {}};
  worker.AddDescriptor(
      DescriptorOf(plan_.components, stage, kind.descriptor_id, worker.endpoint()));
  AddSideInputs(stage.transforms[0], kind);
  const pipeline::ParDoPayload par_do =
      ParDoOf(plan_.components.transforms().at(stage.transforms[0]));
  const bool is_stateful = !par_do.state_specs().empty() || !kind.timer_families.empty();
  // What is split off would have the state of keys that are still at work.
  kind.asks_for_splits = options_.splits && !is_stateful;
  if (options_.cache_tokens && is_stateful) {
    auto& token = kind.cache_tokens.emplace_back();
    token.mutable_user_state();
    token.set_token(kUserStateToken);
  }
  return kind;
}

void Execution::AddSideInputs(const std::string& id, BundleKind& kind) {
  const pipeline::PTransform& transform = plan_.components.transforms().at(id);
  const pipeline::ParDoPayload par_do = ParDoOf(transform);
  for (const auto& [tag, side_input] : par_do.side_inputs()) {
    const std::string& collection = transform.inputs().at(tag);
    state_.AddSideInput(id, tag, side_input.access_pattern().urn(),
                        ElementCoder(plan_.components, collection), collections_.at(collection));
    if (!options_.cache_tokens) continue;
    auto& token = kind.cache_tokens.emplace_back();
    token.mutable_side_input()->set_transform_id(id);
    token.mutable_side_input()->set_side_input_id(tag);
    token.set_token(id + '\0' + tag);
  }
}

WorkerConnection& Execution::WorkerOf(const std::string& environment) {
  {
    const std::lock_guard lock(mutex_);
    const auto found = workers_.find(environment);
    if (found != workers_.end()) return *found->second;
  }
  auto worker = std::make_unique<WorkerConnection>(
      job_id_ + "_" + environment,
      WorkerConnection::Hooks{
          .answer_state =
              [this](const fn::StateRequest& request) { return state_.Answer(request); },
          .take_log = take_log_});
  worker->StartIn(PoolOf(plan_.components.environments().at(environment)));
  const std::lock_guard lock(mutex_);
  if (is_cancelled_) throw Error(ErrorCode::kCancelled, "the job was cancelled");
  return *(workers_[environment] = std::move(worker));
}

}  // namespace beam::fake_runner
