#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace job_transcode {

/// What the job printed and how it ended.
struct JobRun {
  int status = 0;
  std::string output = {};
  std::string errors = {};
};

/// Runs the job's main function on two workers.
JobRun RunJob(std::vector<std::string> arguments);

/// What a run's report and its list of failures say.
struct Outcome {
  int64_t matched = 0;
  int64_t skipped = 0;
  int64_t done = 0;
  int64_t damaged = 0;
  std::map<std::string, std::string> failures = {};  ///< "code: message" of each path, as it is.
};

/// The job on a folder of files, with a report and a list of failures in a folder of their own.
/// Targets lie at the same places below another folder.
class FolderJob {
 public:
  FolderJob(std::string source, std::string target, std::string reports);

  /// Runs it. Fails the test when report and list do not agree, an input is not in exactly one of
  /// done, skipped and failed, or a failure has no message.
  Outcome Run(const std::vector<std::string>& more = {});

  /// How the last run ended.
  const JobRun& last() const { return last_; }

 private:
  std::string source_;
  std::string target_;
  std::string reports_;
  JobRun last_;
};

/// The paths of what is below `folder`, relative to it, folders left out; temporary files and links
/// as well. None where there is no such folder.
std::set<std::string> NamesBelow(const std::string& folder);

}  // namespace job_transcode
