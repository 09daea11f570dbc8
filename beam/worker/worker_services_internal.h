#pragma once

#include <atomic>

#include "beam/base/chunk_store.h"
#include "beam/worker/bundle/graph_source.h"
#include "beam/worker/data/data_streams_internal.h"
#include "beam/worker/state/state_cache.h"
#include "beam/worker/state/state_client_internal.h"
#include "beam/worker/status/log_stream_internal.h"
#include "beam/worker/status/short_ids_internal.h"
#include "beam/worker/status/step_sampler.h"

namespace beam::worker {

/// What all bundles of a worker share.
struct WorkerServices {
  GraphSource& graphs;
  DataStreams& streams;
  StateClients& state;
  StateCache& cache;
  ChunkStore& store;
  ShortIds& short_ids;
  StepSampler& sampler;
  LogStream& log;
  /// The engine takes outputs that are small within the response.
  bool embeds_outputs;
  const std::atomic<bool>& hung_up;  ///< The engine has: nobody waits for what bundles give.
};

}  // namespace beam::worker
