#pragma once

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "beam/testing/temporary_folder.h"

namespace job_shard {

/// Runs the job's main function on files in one folder, with shards in another.
class ShardJobTest : public ::testing::Test {
 protected:
  /// Writes `name` with `siblings`, each with bytes of its own: Write("a/b", {".wav", ".json"}).
  void Write(const std::string& stem, const std::vector<std::string>& suffixes,
             std::size_t bytes = 100);
  std::string In(const std::string& name) const { return folder_.path() + "/in/" + name; }
  std::string Out(const std::string& name) const { return folder_.path() + "/out/" + name; }

  /// The exit status; what was printed is in output_ and errors_. Two workers, unless told
  /// otherwise.
  int Run(std::vector<std::string> arguments, const std::string& workers = "2");
  /// The same; what it prints goes where the test's own output does.
  int RunAloud(std::vector<std::string> arguments, const std::string& workers = "2") const;

  /// Names and bytes of all files in the folder of shards, temporary ones as well.
  std::map<std::string, std::string> Written() const;
  /// Their names, with spaces between.
  std::string WrittenNames() const;

  /// Has Python compare index, samples.jsonl, the tar files' members and the bytes that
  /// samples.jsonl points to with each other and with the source files. Expects so many samples.
  void CheckShards(int num_samples) const;

  beam::testing::TemporaryFolder folder_;
  std::string output_;
  std::string errors_;
};

}  // namespace job_shard
