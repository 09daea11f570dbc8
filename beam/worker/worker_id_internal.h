#pragma once

#include <grpcpp/client_context.h>

#include <string>

namespace beam::worker {

/// Says in a call to an engine which worker makes it, as every call of the Fn API must.
inline void SetWorkerId(grpc::ClientContext& context, const std::string& worker_id) {
  context.AddMetadata("worker_id", worker_id);
}

}  // namespace beam::worker
