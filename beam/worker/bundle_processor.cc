#include "beam/worker/bundle_processor_internal.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "beam/base/error.h"
#include "beam/worker/monitoring_internal.h"

namespace beam::worker {
namespace {

namespace fn = model::fn;

Block BlockOf(const fn::Elements::Data& data) {
  return {.transform_id = data.transform_id(), .bytes = data.data(), .is_last = data.is_last()};
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

}  // namespace

BundleProcessor::BundleProcessor(std::shared_ptr<const fn::ProcessBundleDescriptor> descriptor,
                                 const WorkerServices& services)
    : descriptor_(std::move(descriptor)),
      services_(services),
      stage_(*descriptor_, services_.graphs, services_.streams, scope_),
      metrics_(stage_.id_of_step().size()) {
  scope_.cache = &services_.cache;
  const std::string& endpoint = descriptor_->state_api_service_descriptor().url();
  if (!endpoint.empty()) scope_.client = &services_.state.To(endpoint);
  stage_.chain().Setup();
}

fn::ProcessBundleResponse BundleProcessor::Process(const std::string& instruction_id,
                                                   const fn::ProcessBundleRequest& request) {
  StartBundle(instruction_id, request);
  stage_.chain().StartBundle({metrics_, services_.store, &stage_.side_inputs()});
  ReadInput(instruction_id, request.elements());
  stage_.chain().FinishBundle();
  SendLast();
  MetricsSnapshot counted;
  metrics_.MoveTo(counted, stage_.id_of_step());
  MonitoringInfos infos;
  infos.Add(stage_.counts(), /*with_bytes=*/true);
  infos.Add(counted);
  fn::ProcessBundleResponse response;
  Report(infos, *response.mutable_monitoring_data());
  for (const auto& info : infos.infos()) *response.add_monitoring_infos() = info;
  return response;
}

void BundleProcessor::StartBundle(const std::string& instruction_id,
                                  const fn::ProcessBundleRequest& request) {
  claims_.Reset();
  scope_.instruction_id = instruction_id;
  scope_.user_state_token.clear();
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
  for (auto& output : stage_.outputs()) output->StartBundle(instruction_id);
  for (auto& counted : stage_.counts()) counted->count.Reset();
}

void BundleProcessor::ReadInput(const std::string& instruction_id, const fn::Elements& embedded) {
  std::set<std::string> open;
  for (const auto& source : stage_.sources()) open.insert(source.transform_id);
  const std::shared_ptr<Inbox> inbox = services_.streams.inboxes().Of(instruction_id);
  if (inbox == nullptr) {
    throw Error(ErrorCode::kInternal, "a bundle was sent twice: " + instruction_id);
  }
  int next_embedded = 0;
  while (!open.empty()) {
    const Block block = next_embedded < embedded.data_size()
                            ? BlockOf(embedded.data(next_embedded++))
                            : inbox->Next();
    const auto source =
        std::find_if(stage_.sources().begin(), stage_.sources().end(),
                     [&](const auto& s) { return s.transform_id == block.transform_id; });
    if (block.is_timers || source == stage_.sources().end()) {
      throw Error(ErrorCode::kInternal,
                  "the engine sent elements for a transform that has no "
                  "place for them: \"" +
                      block.transform_id + "\"");
    }
    const bool is_ours = ReadElements(*source, block.bytes);
    if (block.is_last || !is_ours) open.erase(block.transform_id);
  }
}

bool BundleProcessor::ReadElements(BundleStage::Source& source, const std::string& bytes) {
  for (ByteReader in(bytes); in.remaining() > 0;) {
    if (!claims_.Claim()) return false;
    source.reader->Read(in);
    for (auto& output : stage_.outputs()) output->FlushIfOld();
  }
  return true;
}

void BundleProcessor::SendLast() {
  std::map<DataStream*, fn::Elements> by_stream;
  for (auto& output : stage_.outputs()) output->AddLast(by_stream[&output->stream()]);
  for (const auto& [stream, elements] : by_stream) stream->Write(elements);
}

void BundleProcessor::Report(const MonitoringInfos& infos,
                             google::protobuf::Map<std::string, std::string>& data) const {
  for (const auto& info : infos.infos()) data[services_.short_ids.IdOf(info)] = info.payload();
}

fn::ProcessBundleProgressResponse BundleProcessor::Progress() {
  MonitoringInfos infos;
  infos.Add(stage_.counts(), /*with_bytes=*/false);
  fn::ProcessBundleProgressResponse response;
  Report(infos, *response.mutable_monitoring_data());
  for (const auto& info : infos.infos()) *response.add_monitoring_infos() = info;
  return response;
}

fn::ProcessBundleSplitResponse BundleProcessor::Split(
    const fn::ProcessBundleSplitRequest& request) {
  fn::ProcessBundleSplitResponse response;
  if (stage_.sources().size() != 1) return response;
  const std::string& transform_id = stage_.sources()[0].transform_id;
  const auto desired = request.desired_splits().find(transform_id);
  if (desired == request.desired_splits().end()) return response;
  const std::int64_t claimed = claims_.claimed();
  const std::int64_t total =
      std::min(claims_.end(), std::max(claimed, desired->second.estimated_input_elements()));
  const auto remainder = static_cast<double>(total - claimed);
  const auto keep =
      static_cast<std::int64_t>(std::ceil(remainder * desired->second.fraction_of_remainder()));
  std::int64_t first_residual = claimed + keep;
  const auto& allowed = desired->second.allowed_split_points();
  if (!allowed.empty()) {
    const auto point = NearestAllowed(allowed, first_residual, claimed);
    if (!point.has_value()) return response;
    first_residual = *point;
  }
  if (first_residual >= total || !claims_.TakeAway(first_residual)) return response;
  auto& split = *response.add_channel_splits();
  split.set_transform_id(transform_id);
  split.set_last_primary_element(first_residual - 1);
  split.set_first_residual_element(first_residual);
  return response;
}

}  // namespace beam::worker
