#include "job_byt5/embed_lyrics.h"

#include <utility>

#include "job_byt5/hallucinations.h"

namespace job_byt5 {
namespace {

template <class T>
void AppendTo(std::vector<T>& all, std::span<const T> more) {
  all.insert(all.end(), more.begin(), more.end());
}

}  // namespace

klay::Byt5Encoder EmbedLyrics::Load(const klay::ModelSettings& settings) const {
  return klay::Byt5Encoder(model_dir,
                           {.session = {.device = settings.device, .threads = settings.threads}});
}

std::vector<Window> EmbedLyrics::Preprocess(const Lyrics& lyrics) const {
  Lyrics heard = lyrics;
  lines_left_out.Increment(static_cast<std::int64_t>(RemoveHallucinations(heard, hallucinations)));
  std::vector<Window> made = WindowsOf(heard, windows);
  tokens.Increment(static_cast<std::int64_t>(Length(made)));
  return made;
}

std::vector<LyricsEmbedding> EmbedLyrics::RunBatch(
    const klay::Byt5Encoder& encoder, std::span<const std::vector<Window>> batch) const {
  std::vector<klay::Byt5Encoder::Tokens> sequences;
  for (const std::vector<Window>& of_file : batch) {
    for (const Window& window : of_file) sequences.push_back(window.tokens);
  }
  const std::vector<klay::Tensor> encoded = encoder.Encode(sequences);
  std::vector<LyricsEmbedding> embeddings;
  auto next = encoded.begin();
  for (const std::vector<Window>& of_file : batch) {
    LyricsEmbedding& embedding = embeddings.emplace_back();
    embedding.dim = encoder.dim();
    embedding.values.reserve(Length(of_file) * static_cast<std::size_t>(encoder.dim()));
    for (const Window& window : of_file) {
      AppendTo<std::int64_t>(embedding.tokens, window.tokens);
      AppendTo<double>(embedding.starts, window.starts);
      AppendTo<double>(embedding.ends, window.ends);
      AppendTo<float>(embedding.values, (next++)->values<float>());
    }
  }
  return embeddings;
}

std::size_t EmbedLyrics::Length(const std::vector<Window>& of_file) const {
  std::size_t length = 0;
  for (const Window& window : of_file) length += window.tokens.size();
  return length;
}

}  // namespace job_byt5
