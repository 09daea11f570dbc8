#pragma once

#include <map>
#include <string>
#include <vector>

#include "beam/model/fn_internal.h"
#include "beam/worker/testing/fake_runner/plan/element_coder_internal.h"
#include "beam/worker/testing/fake_runner/run/timers_internal.h"
#include "beam/worker/testing/fake_runner/worker_connection_internal.h"

namespace beam::fake_runner {

/// What all bundles of a stage have in common.
struct BundleKind {
  std::string descriptor_id;
  std::string first_transform;
  std::vector<std::string> outputs;  ///< PCollections.
  std::vector<TimerFamily> timer_families;
  std::vector<model::fn::ProcessBundleRequest::CacheToken> cache_tokens;
  bool asks_for_splits = false;
};

/// Elements and timers that a worker processes in one go.
struct Bundle {
  Elements elements = {};
  std::vector<DueTimer> timers = {};
  bool is_residual = false;  ///< Has been split off another one.
};

struct BundleResult {
  std::map<std::string, std::string> outputs;  ///< The bytes of a PCollection's elements.
  std::vector<std::pair<std::string, std::string>> timers;  ///< Set by family.
  Elements residuals;                                       ///< What was split off, or given back.
  model::fn::ProcessBundleResponse response;
};

/// Has a worker process a bundle, and waits for the end. Throws internal with what the worker says
/// when it fails, and unavailable when it goes away.
BundleResult Process(const BundleKind& kind, const Bundle& bundle, WorkerConnection& worker);

}  // namespace beam::fake_runner
