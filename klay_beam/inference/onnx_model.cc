#include "klay_beam/inference/onnx_model.h"

#include <algorithm>
#include <utility>

#include "beam/base/error.h"
#include "klay_beam/inference/stack.h"

namespace klay {
namespace {

using beam::Error;
using beam::ErrorCode;
using Shape = std::vector<std::int64_t>;

/// Lengths of one element's axes, by what the model calls them.
using AxisLengths = std::map<std::string, std::int64_t>;

std::vector<std::string> NamesOf(const std::vector<TensorInfo>& infos) {
  std::vector<std::string> names;
  names.reserve(infos.size());
  for (const TensorInfo& info : infos) names.push_back(info.name);
  return names;
}

const Tensor& Find(const TensorMap& tensors, const std::string& name) {
  const auto found = tensors.find(name);
  if (found != tensors.end()) return found->second;
  throw Error(ErrorCode::kInvalidArgument, "an element lacks the model's input: " + name);
}

void CheckNames(const TensorMap& example, const OnnxSession& session) {
  for (const auto& [name, tensor] : example) {
    const auto is_this = [&](const TensorInfo& info) { return info.name == name; };
    if (std::ranges::none_of(session.inputs(), is_this)) {
      throw Error(ErrorCode::kInvalidArgument,
                  "the model " + session.path() + " has no input: " + name);
    }
  }
}

std::vector<NamedTensor> AsTheyAre(const TensorMap& example) {
  std::vector<NamedTensor> inputs;
  for (const auto& [name, tensor] : example) inputs.push_back({name, tensor});
  return inputs;
}

std::vector<NamedTensor> Stacked(std::span<const TensorMap> batch, const OnnxSession& session) {
  std::vector<NamedTensor> inputs;
  for (const TensorInfo& info : session.inputs()) {
    std::vector<Tensor> of_elements;
    of_elements.reserve(batch.size());
    for (const TensorMap& example : batch) of_elements.push_back(Find(example, info.name));
    inputs.push_back({info.name, Stack(of_elements)});
  }
  return inputs;
}

AxisLengths LengthsOf(const TensorMap& example, const OnnxSession& session) {
  AxisLengths lengths;
  for (const TensorInfo& info : session.inputs()) {
    const Shape& shape = Find(example, info.name).shape();
    for (std::size_t axis = 0; axis < shape.size() && axis + 1 < info.shape.size(); ++axis) {
      lengths.emplace(info.shape[axis + 1], shape[axis]);
    }
  }
  lengths.erase("?");
  return lengths;
}

/// Whether elements differ in their shapes, so that some were padded.
bool IsPadded(std::span<const TensorMap> batch) {
  return std::ranges::any_of(batch, [&](const TensorMap& example) {
    return !std::ranges::equal(example, batch.front(), [](const auto& a, const auto& b) {
      return a.second.shape() == b.second.shape();
    });
  });
}

/// The shape that one element's part of an output has without padding; `lengths` are those of its
/// inputs, none where nothing was padded.
Shape ShapeOf(const Tensor& output, const TensorInfo& info, const AxisLengths& lengths) {
  Shape shape(output.shape().begin() + 1, output.shape().end());
  if (lengths.empty()) return shape;
  for (std::size_t axis = 0; axis < shape.size() && axis + 1 < info.shape.size(); ++axis) {
    const auto known = lengths.find(info.shape[axis + 1]);
    if (known != lengths.end()) shape[axis] = std::min(shape[axis], known->second);
  }
  return shape;
}

const TensorInfo& InfoOf(const OnnxSession& session, const std::string& output) {
  const auto found = std::ranges::find(session.outputs(), output, &TensorInfo::name);
  if (found != session.outputs().end()) return *found;
  throw Error(ErrorCode::kInvalidArgument,
              "the model " + session.path() + " has no output: " + output);
}

void CheckIsBatch(const Tensor& output, const std::string& name, std::size_t size,
                  const OnnxSession& session) {
  if (output.shape().empty() || output.shape()[0] != static_cast<std::int64_t>(size)) {
    throw Error(ErrorCode::kInvalidArgument,
                "the model " + session.path() + " does not take batches (OnnxModel::batched): of " +
                    std::to_string(size) + " elements this output has another first axis: " + name);
  }
}

}  // namespace

OnnxSession OnnxModel::Load(const ModelSettings& settings) const {
  OnnxSession session(path,
                      {.device = settings.device, .threads = settings.threads, .config = config});
  for (const std::string& output : outputs) InfoOf(session, output);
  return session;
}

std::vector<TensorMap> OnnxModel::RunBatch(const OnnxSession& session,
                                           std::span<const TensorMap> batch) const {
  const std::vector<std::string> wanted = outputs.empty() ? NamesOf(session.outputs()) : outputs;
  std::vector<TensorMap> predictions(batch.size());
  for (const TensorMap& example : batch) CheckNames(example, session);
  if (!batched) {
    for (std::size_t i = 0; i < batch.size(); ++i) {
      std::vector<Tensor> found = session.Run(AsTheyAre(batch[i]), wanted);
      for (std::size_t o = 0; o < wanted.size(); ++o) {
        predictions[i].emplace(wanted[o], std::move(found[o]));
      }
    }
    return predictions;
  }
  const bool is_padded = IsPadded(batch);
  const std::vector<Tensor> found = session.Run(Stacked(batch, session), wanted);
  std::vector<AxisLengths> lengths(batch.size());
  for (std::size_t i = 0; is_padded && i < batch.size(); ++i) {
    lengths[i] = LengthsOf(batch[i], session);
  }
  for (std::size_t o = 0; o < wanted.size(); ++o) {
    CheckIsBatch(found[o], wanted[o], batch.size(), session);
    const TensorInfo& info = InfoOf(session, wanted[o]);
    for (std::size_t i = 0; i < batch.size(); ++i) {
      const Shape shape = ShapeOf(found[o], info, lengths[i]);
      predictions[i].emplace(wanted[o], Unstack(found[o], static_cast<std::int64_t>(i), shape));
    }
  }
  return predictions;
}

std::size_t OnnxModel::Length(const TensorMap& example) const {
  std::size_t length = 0;
  for (const auto& [name, tensor] : example) length = std::max(length, tensor.size());
  return length;
}

}  // namespace klay
