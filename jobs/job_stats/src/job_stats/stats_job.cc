#include "job_stats/stats_job.h"

#include <utility>

#include "beam/io/whole_file.h"
#include "job_stats/known_files.h"
#include "job_stats/measure_files.h"
#include "job_stats/report_page.h"

namespace job_stats {
namespace {

using beam::io::FileMetadata;
using klay::Failure;

struct WritePageFn {
  std::string path;
  PageTitle title;
  beam::SideInput<Duplicates> duplicates;
  beam::SideInput<FailureList> failures;

  void Process(const Summary& summary) const {
    beam::io::WriteFile(path, ReportPage(title, summary, *duplicates, *failures));
  }
};

void WritePage(beam::PCollection<FileStats> stats, beam::PCollection<Failure> failed,
               const std::string& path, const PageTitle& title) {
  auto expand = [&](beam::PCollection<FileStats> in) {
    const auto duplicates = beam::AsSingleton("Duplicates", in | FindDuplicates());
    const auto failures = beam::AsSingleton(
        "Failures", failed | beam::CombineGlobally("ListFailures", ListFailuresFn()));
    const WritePageFn write{
        .path = path, .title = title, .duplicates = duplicates, .failures = failures};
    in | beam::CombineGlobally("Summarize", SummarizeFn()) |
        beam::ParDo("Write", write).WithSideInputs(duplicates, failures);
  };
  stats | beam::Composite("WritePage", expand);
}

KnownAndUnknown LookUp(beam::PCollection<FileMetadata> files, const Options& options) {
  if (!options.overwrite) return files | LookUpFiles(options.table);
  const auto none = files.pipeline() | beam::Create("NothingIsKnown", std::vector<FileStats>());
  return {.known = none, .unknown = files | beam::Reshuffle()};
}

}  // namespace

void Build(beam::Pipeline& pipeline, const Options& options, const klay::JobFlags& flags) {
  klay::DescribeJob(pipeline, "job_stats", flags.job);
  if (!options.table.ends_with(".parquet")) {
    throw beam::Error(beam::ErrorCode::kInvalidArgument,
                      "--table ends in .parquet: found \"" + options.table + '"');
  }
  const std::string inputs = flags.input.match_pattern.has_value()
                                 ? *flags.input.match_pattern
                                 : flags.input.manifest.value_or("");
  auto [files, missing] = pipeline | klay::MatchInputs(flags.input);
  auto [known, unknown] = LookUp(files, options);
  if (flags.job.dry_run) {
    unknown | klay::CountPlanned();
    klay::WriteJobFailures(missing, flags.job);
    return;
  }
  auto [measured, unfit] = unknown | MeasureFiles();
  const auto stats = beam::Flatten("Stats", known, measured);
  auto [tables, unwritten] =
      stats | klay::FeatureWriter<FileStats>(
                  {.path = options.table, .metadata = {{"source", beam::PrintableUtf8(inputs)}}});
  const auto failed = beam::Flatten("Failed", missing, unfit, unwritten);
  klay::WriteJobFailures(failed, flags.job);
  WritePage(stats, failed, options.html, {.inputs = inputs, .table = options.table});
}

}  // namespace job_stats
