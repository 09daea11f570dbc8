#include <map>
#include <string>

#include "beam/base/hash.h"
#include "beam/coders/varint_coder.h"
#include "beam/model/urns_internal.h"
#include "beam/portable/job_metrics_internal.h"
#include "org/apache/beam/model/pipeline/v1/metrics.pb.h"

namespace beam::portable {
namespace {

namespace pipeline = model::pipeline;
using Types = pipeline::MonitoringInfoTypeUrns;

constexpr std::string_view kUserMetric = "beam:metric:user:";

DistributionData ReadDistribution(ByteReader& in) {
  DistributionData data;
  for (std::int64_t* number : {&data.count, &data.sum, &data.min, &data.max}) {
    *number = Coder<std::int64_t>::Decode(in);
  }
  return data;
}

std::string LabelOf(const pipeline::MonitoringInfo& info, const std::string& name) {
  const auto found = info.labels().find(name);
  return found == info.labels().end() ? "" : found->second;
}

std::uint64_t HashOfInfo(const pipeline::MonitoringInfo& info) {
  std::string text = info.urn() + "\n" + info.payload();
  const std::map<std::string, std::string> labels(info.labels().begin(), info.labels().end());
  for (const auto& [name, value] : labels) text += "\n" + name + "=" + value;
  return HashOf(text);
}

}  // namespace

MetricsSnapshot MetricsOf(
    const org::apache::beam::model::job_management::v1::MetricResults& results,
    const Graph& graph) {
  MetricsSnapshot metrics;
  // Transforms have the ids that the translation gave them.
  std::map<std::string, std::string> label_of;
  for (std::size_t i = 0; i < graph.nodes().size(); ++i) {
    label_of["t" + std::to_string(i)] = graph.nodes()[i].label;
  }
  const auto& infos = results.committed().empty() ? results.attempted() : results.committed();
  for (const pipeline::MonitoringInfo& info : infos) {
    if (!info.urn().starts_with(kUserMetric)) continue;
    const std::string step = LabelOf(info, "PTRANSFORM");
    const auto label = label_of.find(step);
    const MetricsSnapshot::Key key = {label == label_of.end() ? step : label->second,
                                      LabelOf(info, "NAME")};
    ByteReader in(info.payload());
    if (info.type() == model::Urn(Types::SUM_INT64_TYPE)) {
      metrics.counters[key] += Coder<std::int64_t>::Decode(in);
    } else if (info.type() == model::Urn(Types::DISTRIBUTION_INT64_TYPE)) {
      metrics.distributions[key].Merge(ReadDistribution(in));
    } else if (info.type() == model::Urn(Types::LATEST_INT64_TYPE)) {
      const Timestamp set_at = Timestamp{} + Milliseconds(Coder<std::int64_t>::Decode(in));
      metrics.gauges[key].Merge({Coder<std::int64_t>::Decode(in), set_at});
    }
  }
  return metrics;
}

std::uint64_t FingerprintOf(
    const org::apache::beam::model::job_management::v1::MetricResults& results) {
  std::uint64_t sum = 0;
  for (const auto* infos : {&results.committed(), &results.attempted()}) {
    for (const pipeline::MonitoringInfo& info : *infos) sum += HashOfInfo(info);
  }
  return sum;
}

}  // namespace beam::portable
