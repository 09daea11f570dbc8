#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "beam/worker/state/state_cache.h"

namespace beam::worker {

/// What is known of a bundle at work.
struct BundleStatus {
  std::string instruction_id;
  std::string descriptor_id;
  std::chrono::nanoseconds age{};  ///< Since its request came.
  std::int64_t elements_read = 0;
  std::string step = {};             ///< `ID "LABEL"`; empty between steps.
  std::chrono::nanoseconds stays{};  ///< There, or between steps, since an element moved.
};

/// What a worker does at this moment.
struct WorkerStatus {
  std::string worker_id;
  std::chrono::nanoseconds age{};
  std::size_t resident_bytes = 0;  ///< Of the process.
  std::vector<BundleStatus> bundles = {};
  StateCache::Stats cache = {};
  std::map<std::string, std::size_t> bytes_queued = {};  ///< From the engine, by bundle.
};

/// The memory of this process that is in RAM [bytes].
std::size_t ResidentBytes();

/// A page of text for people: this program, and what its worker does; bundles that have not moved
/// for longest first.
std::string StatusPage(const WorkerStatus& status);

}  // namespace beam::worker
