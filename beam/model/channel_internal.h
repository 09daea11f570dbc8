#pragma once

#include <grpcpp/channel.h>

#include <memory>
#include <string>

#include "beam/base/error.h"

namespace beam::model {

/// A channel to "host:port", for messages of any size.
std::shared_ptr<grpc::Channel> Connect(const std::string& endpoint);

/// Throws unless `status` is OK: "could not WHAT at ENDPOINT: MESSAGE", with the code that stands
/// for gRPC's.
void Check(const grpc::Status& status, const std::string& what, const std::string& endpoint);

/// The same as an error that is not thrown.
Error ErrorFrom(const grpc::Status& status, const std::string& what, const std::string& endpoint);

}  // namespace beam::model
