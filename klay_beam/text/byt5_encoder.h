#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "klay_beam/inference/onnx_session.h"
#include "klay_beam/inference/tensor.h"

namespace klay {

/// How sequences are put together to batches.
struct Byt5EncoderOptions {
  OnnxSessionOptions session = {};
  /// A batch has so many places at most, padding among them, or one sequence. What a layer makes of
  /// more does not stay in a processor's cache.
  std::int64_t batch_tokens = 512;
};

/// The encoder of a ByT5 model: embeddings of text, one a byte. Const functions may be called by
/// many threads at once.
///
///     const klay::Byt5Encoder encoder("models/byt5-small");
///     std::vector<std::int64_t> tokens = klay::TokenizeByt5("la la la");
///     tokens.push_back(klay::kByt5End);
///     const klay::Tensor embeddings = encoder.Encode({&tokens, 1})[0];  // [9 x 1472]
class Byt5Encoder {
 public:
  using Tokens = std::vector<std::int64_t>;

  /// Loads what bin/convert_byt5 wrote to the folder `model_dir`. Throws not_found when it is not
  /// there, data_loss for what is no such model, and as OnnxSession.
  explicit Byt5Encoder(const std::string& model_dir, const Byt5EncoderOptions& options = {});

  /// What the folder was called that the model was converted from.
  const std::string& name() const { return name_; }
  /// The length of an embedding.
  std::int64_t dim() const { return dim_; }

  /// The last hidden state of each sequence, [its length x dim] of float32. Sequences are batched
  /// by length, and do not depend on each other; those that are alike are encoded once, and share
  /// their embeddings. That of no tokens is [0 x dim]. Time and memory of
  /// one grow with its length squared.
  ///
  /// Throws invalid_argument for a token that the model does not know, and as OnnxSession::Run.
  std::vector<Tensor> Encode(std::span<const Tokens> sequences) const;

 private:
  void CheckTokens(std::span<const Tokens> sequences) const;
  /// Encodes those sequences whose indices are in `batch`.
  void EncodeBatch(std::span<const Tokens> sequences, std::span<const std::size_t> batch,
                   std::vector<Tensor>& embeddings) const;

  std::string name_;
  std::int64_t dim_ = 0;
  std::int64_t vocabulary_ = 0;
  std::int64_t batch_tokens_;
  std::unique_ptr<const OnnxSession> session_;
};

}  // namespace klay
