#pragma once

#include <memory>
#include <string>

#include "beam/worker/bundle/graph_source.h"

namespace beam::worker {

/// Workers in this process, which engines start and stop through Beam's external worker pool
/// service: for EXTERNAL environments, and for the launcher's own (LOOPBACK).
class WorkerPool {
 public:
  /// Listens at "host:port"; port 0 is any free one. Throws unavailable when that cannot be had.
  WorkerPool(const std::string& address, BuildPipeline build);
  /// Stops listening and ends the workers, after the elements that they are at.
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  /// Where it listens: "host:port".
  const std::string& endpoint() const;

 private:
  class Service;
  std::unique_ptr<Service> service_;
};

}  // namespace beam::worker
