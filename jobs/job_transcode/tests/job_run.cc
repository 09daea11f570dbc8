#include "job_run.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>
#include <utility>

#include "beam/io/whole_file.h"
#include "job_transcode/transcode_job.h"
#include "klay_beam/files/manifest.h"

namespace job_transcode {
namespace {

namespace fs = std::filesystem;

/// The failures of the list at `path`: its text says why, and read as a manifest it has the paths.
std::map<std::string, std::string> FailuresIn(const std::string& path) {
  std::vector<std::string> paths;
  klay::ReadManifest(path, [&](klay::ManifestEntry&& entry) { paths.push_back(entry.path); });
  std::map<std::string, std::string> failures;
  std::istringstream lines(beam::io::ReadFile(path));
  for (std::string line; std::getline(lines, line);) {
    const nlohmann::json failure = nlohmann::json::parse(line);
    const std::string& of = paths.at(failures.size());
    EXPECT_NE(failure.at("message"), "") << of;
    EXPECT_TRUE(failures
                    .emplace(of, failure.at("code").get<std::string>() + ": " +
                                     failure.at("message").get<std::string>())
                    .second)
        << "failed twice: " << of;
  }
  EXPECT_EQ(failures.size(), paths.size());
  return failures;
}

}  // namespace

JobRun RunJob(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), {"job_transcode", "--direct_num_workers=2"});
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  ::testing::internal::CaptureStdout();
  ::testing::internal::CaptureStderr();
  const int status = klay::JobMain<Options>(static_cast<int>(argv.size()), argv.data(), Build);
  std::string output = ::testing::internal::GetCapturedStdout();
  return {.status = status,
          .output = std::move(output),
          .errors = ::testing::internal::GetCapturedStderr()};
}

FolderJob::FolderJob(std::string source, std::string target, std::string reports)
    : source_(std::move(source)), target_(std::move(target)), reports_(std::move(reports)) {}

Outcome FolderJob::Run(const std::vector<std::string>& more) {
  const std::string report_path = reports_ + "/report.json";
  const std::string failures_path = reports_ + "/failures.jsonl";
  std::vector<std::string> arguments = {"--match_pattern=" + source_ + "/**",
                                        "--source_dir=" + source_, "--target_dir=" + target_,
                                        "--report=" + report_path, "--failures=" + failures_path};
  arguments.insert(arguments.end(), more.begin(), more.end());
  last_ = RunJob(std::move(arguments));
  const nlohmann::json report = nlohmann::json::parse(beam::io::ReadFile(report_path));
  Outcome outcome = {.matched = report.at("matched"),
                     .skipped = report.at("skipped"),
                     .done = report.at("done"),
                     .damaged = report.at("damaged"),
                     .failures = FailuresIn(failures_path)};
  const auto failed = static_cast<int64_t>(outcome.failures.size());
  EXPECT_EQ(report.at("failed"), failed);
  EXPECT_EQ(report.at("failures").size(), outcome.failures.size());
  EXPECT_EQ(outcome.matched, outcome.skipped + outcome.done + failed);
  return outcome;
}

std::set<std::string> NamesBelow(const std::string& folder) {
  std::set<std::string> names;
  if (!fs::exists(folder)) return names;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_directory() && !entry.is_symlink()) continue;
    names.insert(entry.path().string().substr(folder.size() + 1));
  }
  return names;
}

}  // namespace job_transcode
