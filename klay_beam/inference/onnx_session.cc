#include "klay_beam/inference/onnx_session.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "klay_beam/inference/onnx_runtime_internal.h"
#include "klay_beam/inference/onnx_types_internal.h"

namespace klay {

struct OnnxSession::Loaded {
  std::string path;
  Ort::Session session{nullptr};
  std::vector<TensorInfo> inputs;
  std::vector<TensorInfo> outputs;
  std::map<std::string, std::string> metadata;
};

namespace {

using beam::Error;
using beam::ErrorCode;
using internal::ErrorFromOrt;

void UseDevice(Ort::SessionOptions& options, const Device& device) {
  if (device.kind == Device::Kind::kCpu) return;
  OrtCUDAProviderOptions cuda{};
  cuda.device_id = device.ordinal;
  try {
    options.AppendExecutionProvider_CUDA(cuda);
  } catch (const Ort::Exception& exception) {
    throw Error(ErrorCode::kNotFound, "ONNX Runtime cannot use " + Name(device) +
                                          "; are CUDA and cuDNN of the versions that it wants "
                                          "in the loader's path?: " +
                                          exception.what());
  }
}

Ort::SessionOptions SettingsOf(const OnnxSessionOptions& options) {
  Ort::SessionOptions settings;
  settings.SetIntraOpNumThreads(options.threads);
  settings.SetInterOpNumThreads(1);
  // Threads that wait do not hold a processor, which other workers need.
  settings.AddConfigEntry("session.intra_op.allow_spinning", "0");
  for (const auto& [key, value] : options.config) {
    settings.AddConfigEntry(key.c_str(), value.c_str());
  }
  UseDevice(settings, options.device);
  return settings;
}

std::map<std::string, std::string> MetadataOf(const Ort::Session& session) {
  Ort::AllocatorWithDefaultOptions allocator;
  const Ort::ModelMetadata of_model = session.GetModelMetadata();
  std::map<std::string, std::string> metadata;
  const auto add = [&](const char* name, const Ort::AllocatedStringPtr& value) {
    if (value != nullptr && *value.get() != '\0') metadata[name] = value.get();
  };
  add("producer_name", of_model.GetProducerNameAllocated(allocator));
  add("graph_name", of_model.GetGraphNameAllocated(allocator));
  add("graph_description", of_model.GetGraphDescriptionAllocated(allocator));
  add("domain", of_model.GetDomainAllocated(allocator));
  add("description", of_model.GetDescriptionAllocated(allocator));
  for (const auto& key : of_model.GetCustomMetadataMapKeysAllocated(allocator)) {
    add(key.get(), of_model.LookupCustomMetadataMapAllocated(key.get(), allocator));
  }
  return metadata;
}

std::vector<const char*> Pointers(const std::vector<std::string>& names) {
  std::vector<const char*> pointers;
  pointers.reserve(names.size());
  for (const std::string& name : names) pointers.push_back(name.c_str());
  return pointers;
}

/// ONNX Runtime finds a missing input only when a step wants it, and calls that a fault of its own.
void CheckAllAreThere(const std::vector<TensorInfo>& wanted, const std::vector<NamedTensor>& found,
                      const std::string& path) {
  for (const TensorInfo& input : wanted) {
    const auto has_name = [&](const NamedTensor& tensor) { return tensor.name == input.name; };
    if (std::ranges::none_of(found, has_name)) {
      throw Error(ErrorCode::kInvalidArgument,
                  "the model " + path + " lacks its input: " + input.name);
    }
  }
}

}  // namespace

OnnxSession::OnnxSession(const std::string& path, const OnnxSessionOptions& options) {
  const internal::OnnxRuntime& runtime = internal::LoadedOnnxRuntime();
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) {
    throw Error(ErrorCode::kNotFound, "there is no model: " + path);
  }
  auto loaded = std::make_shared<Loaded>();
  loaded->path = path;
  try {
    loaded->session = Ort::Session(runtime.env, path.c_str(), SettingsOf(options));
    loaded->inputs = internal::InputsOf(loaded->session);
    loaded->outputs = internal::OutputsOf(loaded->session);
    loaded->metadata = MetadataOf(loaded->session);
  } catch (const Ort::Exception& exception) {
    throw ErrorFromOrt(exception, "cannot load the model " + path);
  }
  loaded_ = std::move(loaded);
}

const std::string& OnnxSession::path() const {
  return loaded_->path;
}
const std::vector<TensorInfo>& OnnxSession::inputs() const {
  return loaded_->inputs;
}
const std::vector<TensorInfo>& OnnxSession::outputs() const {
  return loaded_->outputs;
}
const std::map<std::string, std::string>& OnnxSession::metadata() const {
  return loaded_->metadata;
}

std::vector<Tensor> OnnxSession::Run(const std::vector<NamedTensor>& inputs,
                                     const std::vector<std::string>& outputs) const {
  CheckAllAreThere(loaded_->inputs, inputs, loaded_->path);
  std::vector<const char*> input_names;
  std::vector<Ort::Value> input_values;
  try {
    for (const NamedTensor& input : inputs) {
      input_names.push_back(input.name.c_str());
      input_values.push_back(internal::ValueOf(input.value));
    }
    const std::vector<const char*> output_names = Pointers(outputs);
    // Ort's Run is const in all but name: sessions are made to be run by many threads at once.
    auto& session = const_cast<Ort::Session&>(loaded_->session);
    std::vector<Ort::Value> values =
        session.Run(Ort::RunOptions{nullptr}, input_names.data(), input_values.data(),
                    input_values.size(), output_names.data(), output_names.size());
    std::vector<Tensor> results;
    results.reserve(values.size());
    for (Ort::Value& value : values) results.push_back(internal::TensorOf(std::move(value)));
    return results;
  } catch (const Ort::Exception& exception) {
    throw ErrorFromOrt(exception, "the model " + loaded_->path + " does not run");
  }
}

}  // namespace klay
