#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace job_byt5 {

/// The embeddings of lyrics, token by token.
struct LyricsEmbedding {
  std::int64_t dim = 0;
  std::vector<std::int64_t> tokens = {};
  std::vector<double> starts = {};  ///< When each token's word is sung [s].
  std::vector<double> ends = {};
  std::vector<float> values = {};  ///< tokens x dim
};

/// A .npz file of byt5_embeds [dim x tokens] (float32), byt5_tokens (int64), starts and ends [s]
/// (float64). It is not compressed: of such numbers nothing could be saved.
std::string EncodeNpz(const LyricsEmbedding& embedding);

/// A Parquet file of a row a token: token, start and end [s], embedding.
std::string EncodeParquet(const LyricsEmbedding& embedding);

}  // namespace job_byt5
