// Shows what audio files say of themselves and what a full decode finds, as a table, as JSON, and
// as a picture.

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <exception>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "beam/base/describe.h"
#include "beam/base/error.h"
#include "beam/base/utf8.h"
#include "klay_beam/audio/byte_source.h"
#include "klay_beam/audio/inspect/inspection.h"
#include "klay_beam/audio/inspect/overview.h"
#include "klay_beam/audio/inspect/plot.h"
#include "klay_beam/version.h"

namespace {

using klay::Inspection;

constexpr int kColumns = 1200;

/// What files and their names say, for a terminal, which control characters would command and bytes
/// that are no UTF-8 confuse: text with any of them is quoted and escaped.
std::string Shown(const std::string& text) {
  const bool commands =
      std::ranges::any_of(text, [](unsigned char c) { return c < ' ' || c == 0x7f; });
  return commands || beam::PrintableUtf8(text) != text ? beam::Describe(text) : text;
}

double Decibels(double size) {
  return 20 * std::log10(size);
}

std::string Number(double value, int digits) {
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", digits, value);
  return text;
}

std::string LengthText(double seconds) {
  const auto minutes = static_cast<long>(seconds / 60);
  if (minutes == 0) return Number(seconds, 3) + " s";
  return std::to_string(minutes) + ":" + (seconds - 60.0 * minutes < 10 ? "0" : "") +
         Number(seconds - 60.0 * minutes, 3);
}

/// What is odd with the file, the damage first.
std::vector<std::string> NotesOf(const Inspection& found) {
  std::vector<std::string> notes = found.notes;
  if (found.info.frames_exact && found.info.frames && *found.info.frames != found.frames) {
    notes.insert(notes.begin(), "declares " + std::to_string(*found.info.frames) + " frames");
  }
  if (found.damage) notes.insert(notes.begin(), *found.damage);
  return notes;
}

/// The rows of one file's table: name and value.
std::vector<std::pair<std::string, std::string>> RowsOf(const Inspection& found) {
  const klay::AudioInfo& info = found.info;
  std::string format = info.container + ", " + info.codec;
  if (info.bit_depth > 0) format += ", " + std::to_string(info.bit_depth) + " bit";
  std::vector<std::pair<std::string, std::string>> rows = {
      {"format", format},
      {"rate", std::to_string(info.sample_rate) + " Hz"},
      {"channels", std::to_string(info.channels) + " (" + klay::LayoutName(info.layout) + ")"},
      {"length", LengthText(found.seconds) + ", " + std::to_string(found.frames) + " frames"},
      {"peak", found.peak > 0 ? Number(Decibels(found.peak), 2) + " dB" : "none"},
      {"loudness", found.loudness ? Number(*found.loudness, 1) + " LUFS" : "none"},
      {"clipped", std::to_string(found.clipped) + " samples"},
      {"silence", Number(found.silent_seconds, 3) + " s"},
  };
  for (const auto& [name, text] : info.tags) rows.emplace_back("tag " + Shown(name), Shown(text));
  for (const std::string& note : NotesOf(found)) rows.emplace_back("note", Shown(note));
  return rows;
}

void PrintTable(const std::string& path, const Inspection& found) {
  std::printf("%s\n", Shown(path).c_str());
  for (const auto& [name, value] : RowsOf(found)) {
    std::printf("  %-10s %s\n", name.c_str(), value.c_str());
  }
}

nlohmann::ordered_json JsonOf(const std::string& path, const Inspection& found) {
  const klay::AudioInfo& info = found.info;
  nlohmann::ordered_json json = {{"path", path},
                                 {"container", info.container},
                                 {"codec", info.codec},
                                 {"sample_rate", info.sample_rate},
                                 {"channels", info.channels},
                                 {"layout", klay::LayoutName(info.layout)},
                                 {"bit_depth", info.bit_depth},
                                 {"frames", found.frames},
                                 {"seconds", found.seconds},
                                 {"peak", found.peak},
                                 {"clipped_samples", found.clipped},
                                 {"silent_seconds", found.silent_seconds},
                                 {"tags", info.tags},
                                 {"notes", NotesOf(found)}};
  json["loudness_lufs"] = found.loudness ? nlohmann::ordered_json(*found.loudness) : nullptr;
  json["damaged"] = found.damage.has_value();
  return json;
}

/// Names may hold bytes that are no UTF-8, which JSON cannot; they are replaced.
void PrintJson(const nlohmann::ordered_json& json) {
  std::puts(json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace).c_str());
}

void WriteFile(const std::string& path, const std::string& bytes) {
  std::ofstream file(path, std::ios::binary);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  file.close();
  if (!file) {
    throw beam::Error(beam::ErrorCode::kUnavailable, "cannot write the picture: " + path);
  }
}

struct Options {
  std::vector<std::string> files;
  bool json = false;
  std::string plot;
};

void InspectFile(const std::string& path, const Options& options) {
  const std::unique_ptr<klay::ByteSource> source = klay::OpenFileSource(path);
  std::optional<klay::Overview> overview;
  const auto take = [&](const klay::SoundFormat&, klay::SoundBlock block) {
    if (options.plot.empty()) return;
    if (!overview) overview.emplace(kColumns);
    overview->Add(block);
  };
  const Inspection found = klay::Inspect(*source, take);
  if (overview) {
    const klay::Picture picture =
        klay::Plot(overview->Finish(), found.seconds, found.info.sample_rate);
    WriteFile(options.plot, picture.Png());
  }
  if (options.json) {
    PrintJson(JsonOf(path, found));
  } else {
    PrintTable(path, found);
  }
}

/// Whether the file could be inspected; if not, what is printed says why.
bool TryFile(const std::string& path, const Options& options) {
  try {
    InspectFile(path, options);
    return true;
  } catch (const std::exception& error) {
    if (options.json) {
      PrintJson({{"path", path}, {"error", error.what()}});
    } else {
      std::fprintf(stderr, "inspect_audio: %s\n", Shown(error.what()).c_str());
    }
    return false;
  }
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app(
      "Shows what audio files say of themselves and what a full decode finds: format, rate, "
      "channels, "
      "length, peak, loudness, clipping, silence, tags, damage and what else is odd.\n"
      "Exits with 1 when a file could not be decoded.",
      "inspect_audio");
  app.set_version_flag("--version", std::string(klay::kVersion));
  app.add_option("files", options.files, "Audio files of any format; the names do not count")
      ->required();
  app.add_flag("--json", options.json, "Print one JSON object a line instead of a table");
  app.add_option("--plot", options.plot,
                 "Draw the waveform and the spectrogram of the one file into this PNG file");
  try {
    app.parse(argc, argv);
    if (!options.plot.empty() && options.files.size() > 1) {
      throw CLI::ValidationError("--plot",
                                 "takes one file, found " + std::to_string(options.files.size()));
    }
    // Otherwise a word that was forgotten would put the picture in the place of a sound.
    if (!options.plot.empty() && !options.plot.ends_with(".png")) {
      throw CLI::ValidationError("--plot", "must end in .png, found " + options.plot);
    }
  } catch (const CLI::ParseError& error) {
    // 0 for --help and --version.
    return app.exit(error) == 0 ? 0 : 2;
  }
  int failed = 0;
  for (const std::string& path : options.files) failed += TryFile(path, options) ? 0 : 1;
  return failed == 0 ? 0 : 1;
}
