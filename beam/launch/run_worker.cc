#include "beam/launch/run_worker.h"

#include <algorithm>
#include <chrono>
#include <iostream>
#include <thread>

#include "beam/worker/start/boot.h"
#include "beam/worker/start/worker_pool.h"

namespace beam {
namespace {

constexpr std::chrono::milliseconds kInterval{100};

/// Prism puts quotes around it that no shell takes away.
std::string WithoutQuotes(std::string text) {
  for (const char quote : {'"', '\''}) {
    if (text.size() >= 2 && text.front() == quote && text.back() == quote) {
      text = text.substr(1, text.size() - 2);
    }
  }
  return text;
}

}  // namespace

bool IsWorkerCommand(const std::vector<std::string>& arguments) {
  const auto asks = [](const std::string& argument) {
    const std::string name = argument.substr(0, argument.find('='));
    return name == "--worker_pool" || name == "--provision_endpoint" ||
           name == "--control_endpoint";
  };
  return std::any_of(arguments.begin(), arguments.end(), asks);
}

void RunWorker(
    const WorkerOptions& options, const std::vector<std::string>& command,
    const std::function<std::shared_ptr<const Pipeline>(const std::vector<std::string>& arguments)>&
        build,
    const std::function<bool()>& stop) {
  if (options.worker_pool.has_value()) {
    std::string address = *options.worker_pool;
    if (address.find(':') == std::string::npos) address = "localhost:" + address;
    const worker::WorkerPool pool(address, build);
    std::cout << "worker pool listens at " << pool.endpoint() << std::endl;
    while (!stop()) std::this_thread::sleep_for(kInterval);
    return;
  }
  worker::Boot({.id = WithoutQuotes(options.id.value_or("")),
                .provision_endpoint = options.provision_endpoint.value_or(""),
                .control_endpoint = options.control_endpoint.value_or(""),
                .logging_endpoint = options.logging_endpoint.value_or(""),
                .artifact_endpoint = options.artifact_endpoint.value_or(""),
                .status_endpoint = options.status_endpoint.value_or(""),
                .semi_persist_dir = options.semi_persist_dir.value_or("/tmp")},
               command, build);
}

}  // namespace beam
