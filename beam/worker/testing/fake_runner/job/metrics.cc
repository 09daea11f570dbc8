#include "beam/worker/testing/fake_runner/job/metrics_internal.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>

#include "beam/base/bytes.h"
#include "beam/base/error.h"
#include "org/apache/beam/model/pipeline/v1/metrics.pb.h"

namespace beam::fake_runner {
namespace {

namespace fn = model::fn;
namespace pipeline = model::pipeline;
using Types = pipeline::MonitoringInfoTypeUrns;

constexpr std::string_view kUserMetric = "beam:metric:user:";

template <std::size_t kSize>
std::array<std::int64_t, kSize> Read(const std::string& payload) {
  ByteReader in(payload);
  std::array<std::int64_t, kSize> numbers;
  for (std::int64_t& number : numbers) number = static_cast<std::int64_t>(in.ReadVarint());
  return numbers;
}

std::string Written(std::span<const std::int64_t> numbers) {
  std::string payload;
  ByteWriter out(payload);
  for (const std::int64_t number : numbers) out.WriteVarint(static_cast<std::uint64_t>(number));
  return payload;
}

std::string Sum(const std::string& a, const std::string& b) {
  return Written(std::array{Read<1>(a)[0] + Read<1>(b)[0]});
}

std::string MergedDistribution(const std::string& a, const std::string& b) {
  const auto [count, sum, min, max] = Read<4>(a);
  const auto [other_count, other_sum, other_min, other_max] = Read<4>(b);
  return Written(std::array{count + other_count, sum + other_sum, std::min(min, other_min),
                            std::max(max, other_max)});
}

/// Two gauges are times and values: the later one.
std::string Latest(const std::string& a, const std::string& b) {
  return Read<2>(b)[0] >= Read<2>(a)[0] ? b : a;
}

/// What makes two numbers parts of one.
std::string NameOf(const pipeline::MonitoringInfo& info) {
  std::string name = info.urn();
  const std::map<std::string, std::string> labels(info.labels().begin(), info.labels().end());
  for (const auto& [label, value] : labels) name += '\0' + label + '\0' + value;
  return name;
}

}  // namespace

void Metrics::Take(const fn::ProcessBundleResponse& response, WorkerConnection& worker) {
  std::set<std::string> unknown;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [id, payload] : response.monitoring_data()) {
      if (!known_.contains({&worker, id})) unknown.insert(id);
    }
  }
  if (!unknown.empty()) AskFor(unknown, worker);
  const std::lock_guard lock(mutex_);
  for (const auto& [id, payload] : response.monitoring_data()) {
    Info info = known_.at({&worker, id});
    info.set_payload(payload);
    if (info.urn().starts_with(kUserMetric)) Add(info);
  }
}

void Metrics::AskFor(const std::set<std::string>& ids, WorkerConnection& worker) {
  fn::InstructionRequest request;
  request.mutable_monitoring_infos()->mutable_monitoring_info_id()->Assign(ids.begin(), ids.end());
  const fn::InstructionResponse response = worker.Send(request).get();
  const std::lock_guard lock(mutex_);
  for (const std::string& id : ids) {
    const auto found = response.monitoring_infos().monitoring_info().find(id);
    if (found == response.monitoring_infos().monitoring_info().end()) {
      throw Error(ErrorCode::kInternal,
                  "the worker does not know its own metric " + id + ": " + response.error());
    }
    known_[{&worker, id}] = found->second;
  }
}

void Metrics::Add(const Info& info) {
  const auto [position, is_new] = totals_.try_emplace(NameOf(info), info);
  if (is_new) return;
  std::string& total = *position->second.mutable_payload();
  if (info.type() == model::Urn(Types::SUM_INT64_TYPE)) {
    total = Sum(total, info.payload());
  } else if (info.type() == model::Urn(Types::DISTRIBUTION_INT64_TYPE)) {
    total = MergedDistribution(total, info.payload());
  } else if (info.type() == model::Urn(Types::LATEST_INT64_TYPE)) {
    total = Latest(total, info.payload());
  } else {
    throw Error(ErrorCode::kUnimplemented,
                "the fake runner does not know metrics of the type " + info.type());
  }
}

org::apache::beam::model::job_management::v1::MetricResults Metrics::Results() const {
  org::apache::beam::model::job_management::v1::MetricResults results;
  const std::lock_guard lock(mutex_);
  for (const auto& [name, info] : totals_) {
    *results.add_attempted() = info;
    *results.add_committed() = info;
  }
  return results;
}

}  // namespace beam::fake_runner
