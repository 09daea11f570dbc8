#include "job_byt5/embed_lyrics.h"

#include <utility>

#include "job_byt5/hallucinations.h"

namespace job_byt5 {
namespace {

std::size_t CountTokens(const std::vector<Window>& windows) {
  std::size_t count = 0;
  for (const Window& window : windows) count += window.tokens.size();
  return count;
}

template <class T>
void AppendTo(std::vector<T>& all, std::span<const T> more) {
  all.insert(all.end(), more.begin(), more.end());
}

LyricsEmbedding Embed(const klay::Byt5Encoder& encoder, const std::vector<Window>& windows) {
  std::vector<klay::Byt5Encoder::Tokens> sequences;
  for (const Window& window : windows) sequences.push_back(window.tokens);
  const std::vector<klay::Tensor> encoded = encoder.Encode(sequences);
  LyricsEmbedding embedding{.dim = encoder.dim()};
  embedding.values.reserve(CountTokens(windows) * static_cast<std::size_t>(encoder.dim()));
  for (std::size_t i = 0; i < windows.size(); ++i) {
    AppendTo<std::int64_t>(embedding.tokens, windows[i].tokens);
    AppendTo<double>(embedding.starts, windows[i].starts);
    AppendTo<double>(embedding.ends, windows[i].ends);
    AppendTo<float>(embedding.values, encoded[i].values<float>());
  }
  return embedding;
}

}  // namespace

klay::Byt5Encoder EmbedLyrics::Load(const klay::ModelSettings& settings) const {
  return klay::Byt5Encoder(model_dir,
                           {.session = {.device = settings.device, .threads = settings.threads}});
}

std::vector<Window> EmbedLyrics::Preprocess(const Lyrics& lyrics) const {
  Lyrics heard = lyrics;
  lines_left_out.Increment(static_cast<std::int64_t>(RemoveHallucinations(heard, hallucinations)));
  return WindowsOf(heard, windows);
}

std::vector<LyricsEmbedding> EmbedLyrics::RunBatch(
    const klay::Byt5Encoder& encoder, std::span<const std::vector<Window>> files) const {
  std::vector<LyricsEmbedding> embeddings;
  std::size_t count = 0;
  for (const std::vector<Window>& of_file : files) {
    embeddings.push_back(Embed(encoder, of_file));
    count += CountTokens(of_file);
  }
  tokens.Increment(static_cast<std::int64_t>(count));
  return embeddings;
}

}  // namespace job_byt5
