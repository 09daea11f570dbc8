#include "beam/worker/testing/fake_runner/run/bundle_internal.h"

#include <algorithm>
#include <chrono>
#include <iterator>

#include "beam/base/error.h"
#include "beam/worker/testing/fake_runner/plan/stage_descriptor_internal.h"

namespace beam::fake_runner {
namespace {

namespace fn = model::fn;

/// How often a running bundle is asked how far it is, and split.
constexpr std::chrono::milliseconds kProgressInterval{10};
constexpr std::chrono::milliseconds kRetryInterval{1};
constexpr double kFractionKept = 0.5;
/// Of so many elements one can always be taken away when not more than half of them are begun.
constexpr std::size_t kMinElementsToSplit = 3;

/// One bundle on its way.
class Processing {
 public:
  Processing(const BundleKind& kind, const Bundle& bundle, WorkerConnection& worker)
      : kind_(kind), bundle_(bundle), worker_(worker), end_(bundle.elements.size()) {}

  BundleResult Run() {
    fn::InstructionRequest request;
    auto& process = *request.mutable_process_bundle();
    process.set_process_bundle_descriptor_id(kind_.descriptor_id);
    process.mutable_cache_tokens()->Assign(kind_.cache_tokens.begin(), kind_.cache_tokens.end());
    answer_ = worker_.Send(request);
    id_ = request.instruction_id();
    SendInput();
    while (!IsAnsweredWithin(kProgressInterval)) {
      if (kind_.asks_for_splits) AskForSplit();
    }
    return Finish(answer_.get());
  }

 private:
  /// Half of the elements are held back until the bundle has been split, so that it always is.
  void SendInput() {
    std::size_t sent = 0;
    const std::size_t num_elements = bundle_.elements.size();
    if (kind_.asks_for_splits && !bundle_.is_residual && num_elements >= kMinElementsToSplit) {
      sent = num_elements / 2;
      fn::Elements first;
      AddElements(0, sent, first);
      worker_.SendElements(id_, first);
      // It may not have begun yet.
      while (!AskForSplit() && !IsAnsweredWithin(kRetryInterval)) {
      }
    }
    fn::Elements rest;
    AddElements(sent, num_elements, rest);
    rest.mutable_data()->rbegin()->set_is_last(true);
    for (const TimerFamily& family : kind_.timer_families) AddTimers(family, rest);
    worker_.SendElements(id_, rest);
  }

  bool IsAnsweredWithin(std::chrono::milliseconds time) const {
    return answer_.wait_for(time) == std::future_status::ready;
  }

  void AddElements(std::size_t begin, std::size_t end, fn::Elements& elements) const {
    fn::Elements::Data& data = *elements.add_data();
    data.set_instruction_id(id_);
    data.set_transform_id(kSourceId);
    for (std::size_t i = begin; i < end; ++i) data.mutable_data()->append(bundle_.elements[i]);
  }

  void AddTimers(const TimerFamily& family, fn::Elements& elements) const {
    fn::Elements::Timers& timers = *elements.add_timers();
    timers.set_instruction_id(id_);
    timers.set_transform_id(family.transform_id);
    timers.set_timer_family_id(family.name);
    timers.set_is_last(true);
    for (const DueTimer& timer : bundle_.timers) {
      if (timer.family == family.name) timers.mutable_timers()->append(timer.bytes);
    }
  }

  /// Whether a part of the bundle was taken away.
  bool AskForSplit() {
    fn::InstructionRequest progress;
    progress.mutable_process_bundle_progress()->set_instruction_id(id_);
    worker_.Send(progress).get();
    fn::InstructionRequest request;
    fn::ProcessBundleSplitRequest& split = *request.mutable_process_bundle_split();
    split.set_instruction_id(id_);
    auto& desired = (*split.mutable_desired_splits())[kSourceId];
    desired.set_fraction_of_remainder(kFractionKept);
    desired.set_estimated_input_elements(static_cast<std::int64_t>(bundle_.elements.size()));
    const fn::InstructionResponse response = worker_.Send(request).get();
    if (!response.error().empty()) {
      throw Error(ErrorCode::kInternal, "a worker does not split: " + response.error());
    }
    TakeSplit(response.process_bundle_split());
    return !response.process_bundle_split().channel_splits().empty();
  }

  void TakeSplit(const fn::ProcessBundleSplitResponse& split) {
    for (const auto& channel : split.channel_splits()) {
      const auto first = static_cast<std::size_t>(channel.first_residual_element());
      const std::size_t begin = std::min(first, end_);
      std::copy(bundle_.elements.begin() + static_cast<std::ptrdiff_t>(begin),
                bundle_.elements.begin() + static_cast<std::ptrdiff_t>(end_),
                std::back_inserter(residuals_));
      end_ = begin;
    }
    TakeResiduals(split.residual_roots());
  }

  void TakeResiduals(
      const google::protobuf::RepeatedPtrField<fn::DelayedBundleApplication>& residuals) {
    for (const auto& residual : residuals) {
      if (residual.application().transform_id() != kind_.first_transform) {
        throw Error(ErrorCode::kInternal,
                    "a worker gives back work of another transform than takes the input: \"" +
                        residual.application().transform_id() + "\"");
      }
      residuals_.push_back(residual.application().element());
    }
  }

  BundleResult Finish(fn::InstructionResponse answer) {
    if (!answer.error().empty()) {
      worker_.Discard(id_);
      throw Error(ErrorCode::kInternal, answer.error());
    }
    WorkerConnection::Output output =
        worker_.TakeOutput(id_, kind_.outputs.size() + kind_.timer_families.size());
    BundleResult result;
    result.response = std::move(*answer.mutable_process_bundle());
    TakeResiduals(result.response.residual_roots());
    result.residuals = std::move(residuals_);
    for (const std::string& collection : kind_.outputs) {
      result.outputs[collection] = std::move(output.data[SinkIdOf(collection)]);
    }
    for (const TimerFamily& family : kind_.timer_families) {
      result.timers.emplace_back(family.name,
                                 std::move(output.timers[{family.transform_id, family.name}]));
    }
    return result;
  }

  const BundleKind& kind_;
  const Bundle& bundle_;
  WorkerConnection& worker_;
  std::string id_;
  std::future<fn::InstructionResponse> answer_;
  std::size_t end_;  ///< Of the elements that are still the bundle's.
  Elements residuals_;
};

}  // namespace

BundleResult Process(const BundleKind& kind, const Bundle& bundle, WorkerConnection& worker) {
  return Processing(kind, bundle, worker).Run();
}

}  // namespace beam::fake_runner
