#include "beam/worker/bundle/bundle_processor_internal.h"

#include <google/protobuf/util/time_util.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "beam/base/error.h"
#include "beam/worker/status/monitoring_internal.h"

namespace beam::worker {
namespace {

namespace fn = model::fn;

Block BlockOf(const fn::Elements::Data& data) {
  return {.transform_id = data.transform_id(), .bytes = data.data(), .is_last = data.is_last()};
}

Block BlockOf(const fn::Elements::Timers& timers) {
  return {.transform_id = timers.transform_id(),
          .timer_family_id = timers.timer_family_id(),
          .is_timers = true,
          .bytes = timers.timers(),
          .is_last = timers.is_last()};
}

/// Names what a bundle waits for the end of.
std::string KeyOf(const std::string& transform_id, const std::string& family) {
  return transform_id + '\0' + family;
}

/// The place to split at, of those that are allowed, which is nearest to `wanted`; none behind
/// `least` gives nothing.
std::optional<std::int64_t> NearestAllowed(
    const google::protobuf::RepeatedField<std::int64_t>& allowed, std::int64_t wanted,
    std::int64_t least) {
  std::optional<std::int64_t> nearest;
  for (const std::int64_t point : allowed) {
    if (point < least) continue;
    if (!nearest.has_value() || std::abs(point - wanted) < std::abs(*nearest - wanted)) {
      nearest = point;
    }
  }
  return nearest;
}

void AddChannelSplit(const std::string& transform_id, std::int64_t last_primary,
                     std::int64_t first_residual, fn::ProcessBundleSplitResponse& response) {
  auto& split = *response.add_channel_splits();
  split.set_transform_id(transform_id);
  split.set_last_primary_element(last_primary);
  split.set_first_residual_element(first_residual);
}

google::protobuf::Timestamp ToProto(Timestamp at) {
  return google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(at.micros);
}

/// What an engine is to process later of a step's element.
fn::DelayedBundleApplication RootOf(const BundleStage::SplittableStep& step,
                                    exec::EngineSplittable::Residual residual) {
  fn::DelayedBundleApplication root;
  if (residual.delay > Duration{}) {
    *root.mutable_requested_time_delay() =
        google::protobuf::util::TimeUtil::MicrosecondsToDuration(residual.delay.micros);
  }
  fn::BundleApplication& application = *root.mutable_application();
  application.set_transform_id(step.transform_id);
  application.set_input_id(step.input_tag);
  application.set_element(std::move(residual.element));
  // Where nothing is known, engines hold time back to the element's own.
  if (residual.watermark.value_or(kMinTimestamp) == kMinTimestamp) return root;
  for (const std::string& tag : step.output_tags) {
    (*application.mutable_output_watermarks())[tag] = ToProto(*residual.watermark);
  }
  return root;
}

}  // namespace

BundleProcessor::BundleProcessor(std::shared_ptr<const fn::ProcessBundleDescriptor> descriptor,
                                 const WorkerServices& services)
    : descriptor_(std::move(descriptor)),
      services_(services),
      stage_(*descriptor_, services_.graphs, services_.streams, scope_),
      metrics_(stage_.id_of_step().size()),
      log_(services_.log, stage_.id_of_step()) {
  scope_.cache = &services_.cache;
  const std::string& endpoint = descriptor_->state_api_service_descriptor().url();
  if (!endpoint.empty()) scope_.client = &services_.state.To(endpoint);
}

/// Makes a bundle visible, and the engine's its log, while something runs on this thread.
class BundleProcessor::Watched {
 public:
  Watched(BundleProcessor& processor, const std::string& instruction_id)
      : watch(processor.services_.sampler, [&processor] { return processor.Moved(); }),
        processor_(processor),
        log_scope_(processor.log_) {
    processor_.log_.SetInstruction(instruction_id);
    Show(&watch);
  }
  ~Watched() { Show(nullptr); }
  Watched(const Watched&) = delete;
  Watched& operator=(const Watched&) = delete;

  StepSampler::Watch watch;

 private:
  void Show(const StepSampler::Watch* shown) {
    const std::lock_guard lock(processor_.watch_mutex_);
    processor_.watch_ = shown;
  }

  BundleProcessor& processor_;
  const LogScope log_scope_;
};

void BundleProcessor::Setup(const std::string& instruction_id) {
  const Watched watched(*this, instruction_id);
  stage_.chain().Setup();
}

void BundleProcessor::Teardown() {
  log_.SetInstruction("");
  const LogScope scope(log_);
  stage_.chain().Teardown();
}

std::int64_t BundleProcessor::Moved() const {
  std::int64_t moved = claims_.claimed();
  for (const auto& counted : stage_.counts()) {
    moved += counted->count.elements.load(std::memory_order_relaxed);
  }
  return moved;
}

BundleStatus BundleProcessor::Look() const {
  BundleStatus status;
  const std::lock_guard lock(watch_mutex_);
  if (watch_ == nullptr) return status;
  const StepSampler::Place place = watch_->Where();
  status.elements_read = claims_.claimed();
  status.stays = place.stays;
  if (place.step.has_value()) {
    status.step = TransformId(*place.step) + " \"" + stage_.LabelOf(*place.step) + "\"";
  }
  return status;
}

fn::ProcessBundleResponse BundleProcessor::Process(const std::string& instruction_id,
                                                   const fn::ProcessBundleRequest& request) {
  StartBundle(instruction_id, request);
  Watched watched(*this, instruction_id);
  StepSampler::Watch& watch = watched.watch;
  stage_.chain().StartBundle({.metrics = metrics_,
                              .store = services_.store,
                              .side_inputs = &stage_.side_inputs(),
                              .state = &stage_.state(),
                              .finalization = &finalization_});
  watch.SetPhase(StepSampler::Phase::kProcess);
  SetReading(instruction_id);
  ReadInput(instruction_id, request.elements());
  SetReading("");  // What is split from here on would be another bundle's.
  watch.SetPhase(StepSampler::Phase::kFinish);
  stage_.chain().FinishBundle();
  stage_.state().FinishBundle();
  fn::ProcessBundleResponse response;
  SendLast(response);
  MetricsSnapshot counted;
  metrics_.MoveTo(counted, stage_.id_of_step());
  MonitoringInfos infos;
  infos.Add(stage_.counts(), /*with_bytes=*/true);
  infos.Add(counted);
  infos.Add(watch.Look(), stage_.id_of_step());
  AddDeferred(response);
  response.set_requires_finalization(!finalization_.empty());
  services_.short_ids.Report(infos.infos(), *response.mutable_monitoring_data());
  for (const auto& info : infos.infos()) *response.add_monitoring_infos() = info;
  return response;
}

void BundleProcessor::StartBundle(const std::string& instruction_id,
                                  const fn::ProcessBundleRequest& request) {
  claims_.Reset();
  finalization_ = {};
  scope_.instruction_id = instruction_id;
  scope_.user_state_token = scope_.BundleToken();
  scope_.side_input_tokens.clear();
  for (const auto& token : request.cache_tokens()) {
    if (token.has_side_input()) {
      const auto& of = token.side_input();
      scope_.side_input_tokens[{of.transform_id(), of.side_input_id()}] = token.token();
    } else {
      scope_.user_state_token = token.token();
    }
  }
  stage_.side_inputs().StartBundle();
  stage_.state().StartBundle();
  for (auto& output : stage_.outputs()) output->StartBundle(instruction_id);
  for (auto& counted : stage_.counts()) counted->count.Reset();
}

void BundleProcessor::SetReading(const std::string& instruction_id) {
  const std::lock_guard lock(reading_mutex_);
  reading_ = instruction_id;
}

void BundleProcessor::ReadInput(const std::string& instruction_id, const fn::Elements& embedded) {
  std::set<std::string> open;
  for (const auto& source : stage_.sources()) open.insert(source.transform_id);
  for (const auto& timer : stage_.timers()) open.insert(KeyOf(timer.transform_id, timer.family));
  const std::shared_ptr<Inbox> inbox = services_.streams.inboxes().Of(instruction_id);
  if (inbox == nullptr) {
    throw Error(ErrorCode::kInternal, "a bundle was sent twice: " + instruction_id);
  }
  for (const auto& data : embedded.data()) TakeBlock(BlockOf(data), open);
  for (const auto& timers : embedded.timers()) TakeBlock(BlockOf(timers), open);
  while (!open.empty()) TakeBlock(inbox->Next(), open);
}

void BundleProcessor::TakeBlock(const Block& block, std::set<std::string>& open) {
  if (block.is_timers) {
    FireTimers(block);
    if (block.is_last) open.erase(KeyOf(block.transform_id, block.timer_family_id));
    return;
  }
  const auto source =
      std::find_if(stage_.sources().begin(), stage_.sources().end(),
                   [&](const auto& s) { return s.transform_id == block.transform_id; });
  if (source == stage_.sources().end()) {
    throw Error(ErrorCode::kInternal,
                "the engine sent elements for a transform that has no place for them: \"" +
                    block.transform_id + "\"");
  }
  const bool is_ours = ReadElements(*source, block.bytes);
  if (block.is_last || !is_ours) open.erase(block.transform_id);
}

void BundleProcessor::FireTimers(const Block& block) {
  const auto timer =
      std::find_if(stage_.timers().begin(), stage_.timers().end(), [&](const auto& t) {
        return t.transform_id == block.transform_id && t.family == block.timer_family_id;
      });
  if (timer == stage_.timers().end()) {
    throw Error(ErrorCode::kInternal, "the engine calls timers that there are not: \"" +
                                          block.transform_id + "\", \"" + block.timer_family_id +
                                          "\"");
  }
  for (ByteReader in(block.bytes); in.remaining() > 0;) {
    timer->op->FireTimer(timer->family, timer->window_coder, in);
    for (auto& output : stage_.outputs()) output->FlushIfOld();
  }
}

bool BundleProcessor::ReadElements(BundleStage::Source& source, const std::string& bytes) {
  for (ByteReader in(bytes); in.remaining() > 0;) {
    if (services_.hung_up.load(std::memory_order_relaxed)) {
      throw Error(ErrorCode::kCancelled, "the engine hung up in the middle of a bundle");
    }
    if (!claims_.Claim()) return false;
    source.reader->Read(in);
    for (auto& output : stage_.outputs()) output->FlushIfOld();
  }
  return true;
}

void BundleProcessor::SendLast(fn::ProcessBundleResponse& response) {
  // All or nothing: the engine takes what is in the response for all that there is.
  if (services_.embeds_outputs &&
      std::none_of(stage_.outputs().begin(), stage_.outputs().end(),
                   [](const auto& output) { return output->has_sent(); })) {
    for (auto& output : stage_.outputs()) output->AddLast(*response.mutable_elements());
    return;
  }
  std::map<DataStream*, fn::Elements> by_stream;
  for (auto& output : stage_.outputs()) output->AddLast(by_stream[&output->stream()]);
  for (const auto& [stream, elements] : by_stream) stream->Write(elements);
}

fn::ProcessBundleProgressResponse BundleProcessor::Progress(const std::string& instruction_id) {
  const std::lock_guard lock(reading_mutex_);
  if (reading_ != instruction_id) return {};
  MonitoringInfos infos;
  infos.Add(stage_.counts(), /*with_bytes=*/false);
  if (stage_.splittable().has_value()) {
    if (const auto progress = stage_.splittable()->op->Look()) {
      infos.AddProgress(stage_.splittable()->transform_id, progress->done, progress->left);
    }
  }
  fn::ProcessBundleProgressResponse response;
  services_.short_ids.Report(infos.infos(), *response.mutable_monitoring_data());
  for (const auto& info : infos.infos()) *response.add_monitoring_infos() = info;
  return response;
}

bool BundleProcessor::DivideElement(double fraction, fn::ProcessBundleSplitResponse& response) {
  if (!stage_.splittable().has_value()) return false;
  const BundleStage::SplittableStep& step = *stage_.splittable();
  auto parts = step.op->Divide(fraction, step.window_coder);
  if (!parts.has_value()) return false;
  fn::BundleApplication& primary = *response.add_primary_roots();
  primary.set_transform_id(step.transform_id);
  primary.set_input_id(step.input_tag);
  primary.set_element(std::move(parts->primary));
  *response.add_residual_roots() = RootOf(step, std::move(parts->residual));
  return true;
}

void BundleProcessor::AddDeferred(fn::ProcessBundleResponse& response) const {
  if (!stage_.splittable().has_value()) return;
  const BundleStage::SplittableStep& step = *stage_.splittable();
  for (auto& residual : step.op->TakeDeferred(step.window_coder)) {
    *response.add_residual_roots() = RootOf(step, std::move(residual));
  }
}

fn::ProcessBundleSplitResponse BundleProcessor::Split(
    const fn::ProcessBundleSplitRequest& request) {
  const std::lock_guard lock(reading_mutex_);
  if (reading_ != request.instruction_id() || stage_.sources().size() != 1) return {};
  const std::string& transform_id = stage_.sources()[0].transform_id;
  const auto desired = request.desired_splits().find(transform_id);
  if (desired == request.desired_splits().end()) return {};
  return SplitReading(transform_id, desired->second);
}

double BundleProcessor::LeftOfElement() const {
  if (!stage_.splittable().has_value()) return 0;
  const auto progress = stage_.splittable()->op->Look();
  if (!progress.has_value()) return 0;
  const double size = progress->done + progress->left;
  return size > 0 ? progress->left / size : 0;
}

fn::ProcessBundleSplitResponse BundleProcessor::SplitReading(
    const std::string& transform_id, const fn::ProcessBundleSplitRequest::DesiredSplit& desired) {
  fn::ProcessBundleSplitResponse response;
  const auto& allowed = desired.allowed_split_points();
  const std::int64_t claimed = claims_.claimed();
  const std::int64_t total =
      std::min(claims_.end(), std::max(claimed, desired.estimated_input_elements()));
  const double left_of_element = LeftOfElement();
  const double keep =
      (left_of_element + static_cast<double>(total - claimed)) * desired.fraction_of_remainder();
  if (keep < left_of_element && allowed.empty()) {
    // The elements behind go first, so that none of them is begun while the one at work is divided.
    // They may be gone already: an element is divided again and again.
    const bool were_left = claims_.end() > claimed;
    if (were_left && !claims_.TakeAway(claimed)) return response;
    const bool is_divided = DivideElement(keep / left_of_element, response);
    if (!is_divided && !were_left) return response;
    AddChannelSplit(transform_id, is_divided ? claimed - 2 : claimed - 1, claimed, response);
    return response;
  }
  std::int64_t first_residual =
      claimed + static_cast<std::int64_t>(std::ceil(keep - left_of_element));
  if (!allowed.empty()) {
    const auto point = NearestAllowed(allowed, first_residual, claimed);
    if (!point.has_value()) return response;
    first_residual = *point;
  }
  if (first_residual >= total || !claims_.TakeAway(first_residual)) return response;
  AddChannelSplit(transform_id, first_residual - 1, first_residual, response);
  return response;
}

}  // namespace beam::worker
