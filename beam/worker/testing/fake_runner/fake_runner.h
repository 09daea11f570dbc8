#pragma once

#include <memory>
#include <string>

#include "beam/base/reflection/field_doc.h"

namespace beam::fake_runner {

/// How hard the engine makes it for workers.
struct FakeRunnerOptions {
  int bundles = 4;
  int page_bytes = 32;
  int values_at_once = 4;
  bool cache_tokens = true;
  bool splits = true;

  static constexpr FieldDoc kDocs[] = {
      {"bundles", "How many bundles a stage's input is divided into, and run at once."},
      {"page_bytes", "How much of state and side inputs is sent at a time."},
      {"values_at_once", "How many values of a group are sent with it; workers ask for the rest."},
      {"cache_tokens", "Whether workers may keep state and side inputs."},
      {"splits", "Whether bundles are split in half while they run, again and again."},
  };
};

/// A small engine: a job server that runs whole pipelines in batch, in memory, through workers on
/// this machine. It has no clusters, no retries and no limits; what it has is every message of the
/// Job API and the Fn API that workers and launchers must understand, and an execution that can be
/// read from top to bottom:
///
/// - fake_runner.cc takes a pipeline, job.h runs it and tells how that goes;
/// - plan.h makes stages of it, splittable.h takes splittable DoFns apart, long_lists.h decides
///   which groups are sent in part;
/// - execution.h does one stage after the other: grouping.h for GroupByKey, stage_run.h for what
///   workers do, in bundles (bundle.h) that are sent through worker_connection.h;
/// - state.h, side_inputs.h and timers.h have what bundles ask for and set.
///
/// It refuses, before the job starts, what it cannot run.
class FakeRunner {
 public:
  /// Listens at "host:port"; port 0 is any free one. Throws unavailable when that cannot be had,
  /// and invalid_argument for options that make no sense.
  FakeRunner(const std::string& address, const FakeRunnerOptions& options);
  /// Cancels all jobs.
  ~FakeRunner();
  FakeRunner(const FakeRunner&) = delete;
  FakeRunner& operator=(const FakeRunner&) = delete;

  /// Where the job service listens: "host:port".
  const std::string& endpoint() const;

 private:
  class Service;
  std::unique_ptr<Service> service_;
};

}  // namespace beam::fake_runner
