#pragma once

#include <atomic>

#include "beam/base/chunk_store.h"
#include "beam/worker/data_streams_internal.h"
#include "beam/worker/graph_source.h"
#include "beam/worker/log_stream_internal.h"
#include "beam/worker/short_ids_internal.h"
#include "beam/worker/state_cache.h"
#include "beam/worker/state_client_internal.h"
#include "beam/worker/step_sampler.h"

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
