#include "klay_beam/text/byt5_encoder.h"

#include <algorithm>
#include <numeric>
#include <tuple>
#include <utility>

#include "beam/base/error.h"
#include "beam/io/json/json_reader.h"
#include "beam/io/record/record.h"
#include "beam/io/whole_file.h"

namespace klay {
namespace {

/// What a model folder says of itself; model.json has more.
struct ModelFile {
  std::string architecture;
  std::string model;
  std::int64_t vocab_size = 0;
  std::int64_t d_model = 0;
};

ModelFile ReadModelFile(const std::string& path) {
  const std::string text = beam::io::ReadFile(path);
  ModelFile file;
  try {
    beam::io::JsonReader reader(text);
    beam::io::ReadRecord(reader, file);
    reader.Finish();
  } catch (const beam::Error& error) {
    throw error.WithContext(path);
  }
  if (file.architecture != "byt5-encoder") {
    throw beam::Error(beam::ErrorCode::kDataLoss, path +
                                                      ": expected the architecture byt5-encoder"
                                                      ", found " +
                                                      file.architecture);
  }
  return file;
}

/// The tensors of a batch, padded at the ends.
std::vector<NamedTensor> InputsOf(std::span<const Byt5Encoder::Tokens> sequences,
                                  std::span<const std::size_t> batch, std::size_t length) {
  std::vector<std::int64_t> ids(batch.size() * length, 0);
  std::vector<std::int64_t> mask(ids.size(), 0);
  for (std::size_t row = 0; row < batch.size(); ++row) {
    const auto& tokens = sequences[batch[row]];
    const auto begin = static_cast<std::ptrdiff_t>(row * length);
    std::ranges::copy(tokens, ids.begin() + begin);
    std::fill_n(mask.begin() + begin, tokens.size(), 1);
  }
  const std::vector<std::int64_t> shape = {static_cast<std::int64_t>(batch.size()),
                                           static_cast<std::int64_t>(length)};
  return {{.name = "input_ids", .value = Tensor(shape, std::move(ids))},
          {.name = "attention_mask", .value = Tensor(shape, std::move(mask))}};
}

/// The indices of the sequences, the longest first, and those that are alike side by side.
std::vector<std::size_t> LongestFirst(std::span<const Byt5Encoder::Tokens> sequences) {
  std::vector<std::size_t> order(sequences.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, [&](std::size_t i, std::size_t j) {
    if (sequences[i].size() != sequences[j].size())
      return sequences[i].size() > sequences[j].size();
    return std::tie(sequences[i], i) < std::tie(sequences[j], j);
  });
  return order;
}

}  // namespace

Byt5Encoder::Byt5Encoder(const std::string& model_dir, const Byt5EncoderOptions& options)
    : batch_tokens_(options.batch_tokens) {
  const ModelFile file = ReadModelFile(model_dir + "/model.json");
  name_ = file.model;
  dim_ = file.d_model;
  vocabulary_ = file.vocab_size;
  session_ = std::make_unique<const OnnxSession>(model_dir + "/encoder.onnx", options.session);
}

void Byt5Encoder::CheckTokens(std::span<const Tokens> sequences) const {
  for (const Tokens& tokens : sequences) {
    for (const std::int64_t token : tokens) {
      if (token >= 0 && token < vocabulary_) continue;
      throw beam::Error(beam::ErrorCode::kInvalidArgument, "a token of ByT5 is from 0 to " +
                                                               std::to_string(vocabulary_ - 1) +
                                                               ": found " + std::to_string(token));
    }
  }
}

void Byt5Encoder::EncodeBatch(std::span<const Tokens> sequences, std::span<const std::size_t> batch,
                              std::vector<Tensor>& embeddings) const {
  const std::size_t length = sequences[batch.front()].size();
  auto states = std::make_shared<const Tensor>(
      session_->Run(InputsOf(sequences, batch, length), {"last_hidden_state"}).front());
  const std::vector<std::int64_t> expected = {static_cast<std::int64_t>(batch.size()),
                                              static_cast<std::int64_t>(length), dim_};
  if (states->shape() != expected) {
    throw beam::Error(beam::ErrorCode::kDataLoss,
                      "the model's output has another shape than its "
                      "model.json says: " +
                          session_->path());
  }
  const float* const values = states->values<float>().data();
  for (std::size_t row = 0; row < batch.size(); ++row) {
    const float* const first = values + row * length * static_cast<std::size_t>(dim_);
    embeddings[batch[row]] = Tensor::FromShared(
        TensorType::kFloat32, {static_cast<std::int64_t>(sequences[batch[row]].size()), dim_},
        std::shared_ptr<const void>(states, first));
  }
}

std::vector<Tensor> Byt5Encoder::Encode(std::span<const Tokens> sequences) const {
  CheckTokens(sequences);
  const std::vector<std::size_t> order = LongestFirst(sequences);
  // Songs repeat their lines: each of several that are alike is the first one's.
  std::vector<std::size_t> distinct;
  for (const std::size_t i : order) {
    if (distinct.empty() || sequences[distinct.back()] != sequences[i]) distinct.push_back(i);
  }
  std::vector<Tensor> embeddings(sequences.size(), Tensor({0, dim_}, std::vector<float>()));
  for (std::size_t begin = 0; begin < distinct.size();) {
    const auto length = static_cast<std::int64_t>(sequences[distinct[begin]].size());
    if (length == 0) break;  // So is every one behind it.
    const auto count = static_cast<std::size_t>(std::max<std::int64_t>(batch_tokens_ / length, 1));
    const auto batch = std::span(distinct).subspan(begin, std::min(count, distinct.size() - begin));
    EncodeBatch(sequences, batch, embeddings);
    begin += batch.size();
  }
  for (std::size_t i = 1; i < order.size(); ++i) {
    if (sequences[order[i]] == sequences[order[i - 1]]) {
      embeddings[order[i]] = embeddings[order[i - 1]];
    }
  }
  return embeddings;
}

}  // namespace klay
