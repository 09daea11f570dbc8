#include <chrono>
#include <map>

#include "beam/coders/coders.h"
#include "beam/model/urns_internal.h"
#include "beam/worker/status/monitoring_internal.h"
#include "org/apache/beam/model/pipeline/v1/metrics.pb.h"

namespace beam::worker {
namespace {

namespace pipeline = model::pipeline;
using Specs = pipeline::MonitoringInfoSpecs;
using Types = pipeline::MonitoringInfoTypeUrns;

const std::string& UrnOf(Specs::Enum spec) {
  return google::protobuf::GetEnumDescriptor<Specs::Enum>()
      ->FindValueByNumber(spec)
      ->options()
      .GetExtension(pipeline::monitoring_info_spec)
      .urn();
}

std::string Encoded(const DistributionData& data) {
  std::string bytes;
  ByteWriter writer(bytes);
  for (const std::int64_t number : {data.count, data.sum, data.min, data.max}) {
    Coder<std::int64_t>::Encode(number, writer);
  }
  return bytes;
}

void SetUserLabels(const MetricsSnapshot::Key& key, pipeline::MonitoringInfo& info) {
  (*info.mutable_labels())["PTRANSFORM"] = key.first;
  (*info.mutable_labels())["NAMESPACE"] = kMetricNamespace;
  (*info.mutable_labels())["NAME"] = key.second;
}

/// The payload of the last value of something.
std::string EncodedLatest(const GaugeData& data) {
  std::string bytes;
  ByteWriter writer(bytes);
  Coder<std::int64_t>::Encode(data.set_at.micros / 1000, writer);
  Coder<std::int64_t>::Encode(data.value, writer);
  return bytes;
}

Timestamp Now() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return Timestamp{std::chrono::duration_cast<std::chrono::microseconds>(now).count()};
}

}  // namespace

pipeline::MonitoringInfo& MonitoringInfos::New(const std::string& urn, const std::string& type) {
  pipeline::MonitoringInfo& info = infos_.emplace_back();
  info.set_urn(urn);
  info.set_type(type);
  return info;
}

void MonitoringInfos::Add(const std::vector<std::unique_ptr<BundleStage::Counted>>& counts,
                          bool with_bytes) {
  for (const auto& counted : counts) {
    const std::int64_t elements = counted->count.elements.load(std::memory_order_relaxed);
    pipeline::MonitoringInfo& number =
        New(UrnOf(Specs::ELEMENT_COUNT), model::Urn(Types::SUM_INT64_TYPE));
    (*number.mutable_labels())["PCOLLECTION"] = counted->collection_id;
    number.set_payload(Encode(elements));
    if (!with_bytes || elements == 0) continue;
    pipeline::MonitoringInfo& bytes =
        New(UrnOf(Specs::SAMPLED_BYTE_SIZE), model::Urn(Types::DISTRIBUTION_INT64_TYPE));
    (*bytes.mutable_labels())["PCOLLECTION"] = counted->collection_id;
    bytes.set_payload(Encoded(counted->count.bytes));
  }
}

void MonitoringInfos::AddProgress(const std::string& transform_id, double done, double left) {
  const auto add = [&](Specs::Enum spec, double amount) {
    pipeline::MonitoringInfo& info = New(UrnOf(spec), model::Urn(Types::PROGRESS_TYPE));
    (*info.mutable_labels())["PTRANSFORM"] = transform_id;
    info.set_payload(Encode(std::vector<double>{amount}));
  };
  add(Specs::WORK_COMPLETED, done);
  add(Specs::WORK_REMAINING, left);
}

void MonitoringInfos::Add(const StepSampler::Times& times,
                          const std::vector<std::string>& id_of_step) {
  std::map<std::size_t, std::chrono::nanoseconds> total;
  const auto add = [&](Specs::Enum spec, std::size_t step, std::chrono::nanoseconds time) {
    pipeline::MonitoringInfo& info = New(UrnOf(spec), model::Urn(Types::SUM_INT64_TYPE));
    (*info.mutable_labels())["PTRANSFORM"] = id_of_step[step];
    const auto millis = std::chrono::duration_cast<std::chrono::milliseconds>(time).count();
    info.set_payload(Encode(static_cast<std::int64_t>(millis)));
  };
  for (const auto& [step_and_phase, time] : times) {
    const auto& [step, phase] = step_and_phase;
    total[step] += time;
    switch (phase) {
      case StepSampler::Phase::kStart:
        add(Specs::START_BUNDLE_MSECS, step, time);
        break;
      case StepSampler::Phase::kProcess:
        add(Specs::PROCESS_BUNDLE_MSECS, step, time);
        break;
      case StepSampler::Phase::kFinish:
        add(Specs::FINISH_BUNDLE_MSECS, step, time);
        break;
    }
  }
  for (const auto& [step, time] : total) add(Specs::TOTAL_MSECS, step, time);
}

void MonitoringInfos::Add(const MetricsSnapshot& metrics) {
  for (const auto& [key, value] : metrics.counters) {
    pipeline::MonitoringInfo& info =
        New(UrnOf(Specs::USER_SUM_INT64), model::Urn(Types::SUM_INT64_TYPE));
    SetUserLabels(key, info);
    info.set_payload(Encode(value));
  }
  for (const auto& [key, value] : metrics.distributions) {
    pipeline::MonitoringInfo& info =
        New(UrnOf(Specs::USER_DISTRIBUTION_INT64), model::Urn(Types::DISTRIBUTION_INT64_TYPE));
    SetUserLabels(key, info);
    info.set_payload(Encoded(value));
  }
  for (const auto& [key, value] : metrics.gauges) {
    pipeline::MonitoringInfo& info =
        New(UrnOf(Specs::USER_LATEST_INT64), model::Urn(Types::LATEST_INT64_TYPE));
    SetUserLabels(key, info);
    info.set_payload(EncodedLatest(value));
  }
}

void MonitoringInfos::Add(const WorkerStatus& status) {
  const auto urn = [](const char* name) { return kWorkerMetric + std::string(name) + ":v1"; };
  const auto sum = [&](const char* name, std::int64_t value) {
    New(urn(name), model::Urn(Types::SUM_INT64_TYPE)).set_payload(Encode(value));
  };
  const auto latest = [&, now = Now()](const char* name, std::size_t value) {
    New(urn(name), model::Urn(Types::LATEST_INT64_TYPE))
        .set_payload(EncodedLatest({.value = static_cast<std::int64_t>(value), .set_at = now}));
  };
  std::size_t queued = 0;
  for (const auto& [bundle, bytes] : status.bytes_queued) queued += bytes;
  sum("state_cache_hits", status.cache.hits);
  sum("state_cache_misses", status.cache.misses);
  latest("state_cache_entries", status.cache.entries);
  latest("state_cache_bytes", status.cache.bytes);
  latest("resident_bytes", status.resident_bytes);
  latest("bundles_in_flight", status.bundles.size());
  latest("queued_bytes", queued);
}

}  // namespace beam::worker
