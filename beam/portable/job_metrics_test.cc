#include <gtest/gtest.h>

#include "beam/coders/coders.h"
#include "beam/pipeline/create.h"
#include "beam/portable/job_metrics_internal.h"

namespace beam::portable {
namespace {

namespace job = org::apache::beam::model::job_management::v1;

void Add(const std::string& urn, const std::string& type, const std::string& step,
         const std::string& payload, job::MetricResults& results) {
  auto& info = *results.add_committed();
  info.set_urn(urn);
  info.set_type(type);
  info.set_payload(payload);
  (*info.mutable_labels())["PTRANSFORM"] = step;
  (*info.mutable_labels())["NAMESPACE"] = "klay_beam";
  (*info.mutable_labels())["NAME"] = "seen";
}

TEST(JobMetrics, AreNamedByTheLabelsOfTransforms) {
  Pipeline p;
  p | Create("Numbers", {1});
  job::MetricResults results;
  const std::string user = "beam:metric:user:";
  Add(user + "sum_int64:v1", "beam:metrics:sum_int64:v1", "t1", Encode<std::int64_t>(300), results);
  Add(user + "sum_int64:v1", "beam:metrics:sum_int64:v1", "t1", Encode<std::int64_t>(1), results);
  Add(user + "distribution_int64:v1", "beam:metrics:distribution_int64:v1", "t0",
      "\x02\x07\x03\x04", results);
  Add(user + "latest_int64:v1", "beam:metrics:latest_int64:v1", "t0", "\x05\x09", results);
  Add("beam:metric:element_count:v1", "beam:metrics:sum_int64:v1", "t1", "\x01", results);
  const MetricsSnapshot metrics = MetricsOf(results, p.graph());
  EXPECT_EQ(metrics.counters.size(), 1U);
  EXPECT_EQ(metrics.counters.at({"Numbers/Values", "seen"}), 301);
  EXPECT_EQ(metrics.distributions.at({"Numbers/Impulse", "seen"}), (DistributionData{2, 7, 3, 4}));
  EXPECT_EQ(metrics.gauges.at({"Numbers/Impulse", "seen"}).value, 9);
}

TEST(JobMetrics, HaveAFingerprintThatKnowsNoOrder) {
  const std::string type = "beam:metrics:sum_int64:v1";
  job::MetricResults forth;
  Add("beam:metric:element_count:v1", type, "t1", "\x01", forth);
  Add("beam:metric:element_count:v1", type, "t2", "\x02", forth);
  job::MetricResults back;
  Add("beam:metric:element_count:v1", type, "t2", "\x02", back);
  Add("beam:metric:element_count:v1", type, "t1", "\x01", back);
  EXPECT_EQ(FingerprintOf(forth), FingerprintOf(back));
  back.mutable_committed(0)->set_payload("\x03");
  EXPECT_NE(FingerprintOf(forth), FingerprintOf(back));
}

TEST(JobMetrics, ACountThatCannotBeReadIsDataLoss) {
  Pipeline p;
  job::MetricResults results;
  Add("beam:metric:user:sum_int64:v1", "beam:metrics:sum_int64:v1", "t1", "\x80", results);
  EXPECT_THROW(MetricsOf(results, p.graph()), Error);
}

}  // namespace
}  // namespace beam::portable
