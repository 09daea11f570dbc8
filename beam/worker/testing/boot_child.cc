// boot_child PROVISION_ENDPOINT FOLDER: starts as a worker that an engine starts, for boot_test.

#include <iostream>

#include "beam/exec/step_error.h"
#include "beam/worker/start/boot.h"

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  try {
    beam::worker::Boot({.id = "worker", .provision_endpoint = argv[1], .semi_persist_dir = argv[2]},
                       {"worker", "--id=worker", std::string("--provision_endpoint=") + argv[1]},
                       [](const auto&) { return nullptr; });
  } catch (...) {
    std::cerr << beam::exec::CurrentError().what() << "\n";
    return 1;
  }
}
