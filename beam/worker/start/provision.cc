#include <grpcpp/grpcpp.h>

#include <chrono>

#include "beam/model/channel_internal.h"
#include "beam/worker/start/provision_internal.h"
#include "beam/worker/worker_id_internal.h"
#include "org/apache/beam/model/fn_execution/v1/beam_provision_api.grpc.pb.h"

namespace beam::worker {

namespace fn = org::apache::beam::model::fn_execution::v1;

fn::ProvisionInfo Provision(const std::string& endpoint, const std::string& worker_id) {
  const auto stub = fn::ProvisionService::NewStub(model::Connect(endpoint));
  grpc::ClientContext context;
  context.set_wait_for_ready(true);
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(30));
  SetWorkerId(context, worker_id);
  fn::GetProvisionInfoResponse response;
  model::Check(stub->GetProvisionInfo(&context, fn::GetProvisionInfoRequest(), &response),
               "get what the worker needs", endpoint);
  return response.info();
}

}  // namespace beam::worker
