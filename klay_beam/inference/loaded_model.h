#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "klay_beam/inference/device.h"
#include "klay_beam/inference/model_handler.h"

namespace klay {

/// Where a model runs, and with how many threads.
struct InferenceDevice {
  std::string device = "auto";  ///< auto, cpu, cuda or cuda:N, see ChooseDevice.
  /// Threads that one batch may take. The runner already keeps every processor busy with an
  /// element of its own; more pays where there are fewer elements than processors.
  int threads = 1;
};

namespace internal {

/// What loading a model took.
struct LoadCost {
  std::int64_t milliseconds = 0;
  std::int64_t bytes = 0;  ///< By which the process grew.
};

/// Chooses the device, calls `load` for it, measures that and logs it: "LABEL: loaded on cpu".
/// Throws what ChooseDevice throws, and invalid_argument for less than one thread.
LoadCost LoadOnDevice(const std::string& label, const InferenceDevice& wanted,
                      const std::function<void(const ModelSettings&)>& load);

/// A handler's model, as all threads of the process share it.
template <class Model>
struct LoadedModel {
  std::shared_ptr<const Model> model;
  LoadCost cost;
};

template <class Handler>
LoadedModel<handler::Model<Handler>> LoadModel(const Handler& handler, const std::string& label,
                                               const InferenceDevice& wanted) {
  using Model = handler::Model<Handler>;
  LoadedModel<Model> loaded;
  loaded.cost = LoadOnDevice(label, wanted, [&](const ModelSettings& settings) {
    auto made = handler.Load(settings);
    if constexpr (std::convertible_to<decltype(made), std::shared_ptr<const Model>>) {
      loaded.model = std::move(made);
    } else {
      loaded.model = std::make_shared<const Model>(std::move(made));
    }
  });
  return loaded;
}

}  // namespace internal
}  // namespace klay
