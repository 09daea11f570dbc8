// Joins two inputs: tracks with the plays of each, as JSON lines.

#include <string>

#include "beam/beam.h"

struct Options {
  std::string tracks;
  std::string plays;
  std::string output;
};

struct Track {
  std::string id;
  std::string title;
};

struct Play {
  std::string track;
  double seconds = 0;
};

struct Summary {
  std::string id;
  std::optional<std::string> title;  // Nothing where plays are of a track that nobody knows.
  std::int64_t plays = 0;
  double seconds = 0;
};

using Joined = beam::KV<std::string, beam::CoGbkResult<Track, Play>>;

Summary Summarise(const Joined& joined) {
  const auto& [tracks, plays] = joined.value;
  Summary summary;
  summary.id = joined.key;
  for (const Track& track : tracks) summary.title = track.title;
  for (const Play& play : plays) {
    ++summary.plays;
    summary.seconds += play.seconds;
  }
  return summary;
}

void Build(beam::Pipeline& p, const Options& options) {
  auto tracks = p | beam::io::ReadJson<Track>(options.tracks, {}, "ReadTracks") |
                beam::WithKeys("TrackId", &Track::id);
  auto plays = p | beam::io::ReadJson<Play>(options.plays, {}, "ReadPlays") |
               beam::WithKeys("PlayedId", &Play::track);
  beam::CoGroupByKey("Join", tracks, plays) | beam::Map("Summarise", Summarise) |
      beam::io::WriteJson(options.output, {.shard_name_template = ""});
}

int main(int argc, char** argv) {
  return beam::Main<Options>(argc, argv, Build);
}
