#include "job_shard/sample_names.h"

#include <algorithm>
#include <charconv>
#include <string_view>

#include "beam/base/describe.h"
#include "beam/base/error.h"
#include "beam/base/utf8.h"
#include "klay_beam/files/path_parts.h"
#include "klay_beam/transforms/match_files.h"

namespace job_shard {
namespace {

[[noreturn]] void Refuse(const std::string& why, const std::string& found) {
  throw beam::Error(beam::ErrorCode::kInvalidArgument, why + ": " + beam::Describe(found));
}

bool IsSame(const std::string& a, const std::string& b) {
  return a.size() == b.size() && klay::EndsWithIgnoringCase(a, b);
}

void CheckSuffixes(const std::vector<std::string>& suffixes) {
  for (auto suffix = suffixes.begin(); suffix != suffixes.end(); ++suffix) {
    if (suffix->size() < 2 || !suffix->starts_with('.')) {
      Refuse("a suffix begins with a dot, as .wav does", *suffix);
    }
    const bool has_control = std::ranges::any_of(
        *suffix, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
    if (suffix->find('/') != std::string::npos || has_control ||
        beam::PrintableUtf8(*suffix) != *suffix) {
      Refuse("a suffix has no slash and only what can be printed", *suffix);
    }
    auto is_same = [&](const std::string& other) { return IsSame(*suffix, other); };
    if (std::any_of(suffixes.begin(), suffix, is_same)) {
      Refuse("a suffix is there twice", *suffix);
    }
  }
}

void AppendEncoded(std::string& key, std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    key += {'%', kDigits[byte >> 4], kDigits[byte & 15]};
  }
}

/// `path` with what readers would stumble over as %HH.
std::string Encoded(std::string_view path) {
  std::string key;
  const std::size_t slash = path.rfind('/');
  const std::size_t name = slash == std::string_view::npos ? 0 : slash + 1;
  for (std::size_t at = 0; at < path.size();) {
    const std::size_t length = beam::Utf8CharacterLength(path.substr(at));
    const std::string_view character = path.substr(at, std::max<std::size_t>(length, 1));
    const auto byte = static_cast<unsigned char>(character[0]);
    const bool is_mark = at == 0 && path.starts_with("__");
    if (length == 0 || byte < 0x20 || byte == 0x7f || byte == '%' || (byte == '.' && at >= name) ||
        is_mark) {
      AppendEncoded(key, character);
    } else {
      key += character;
    }
    at += character.size();
  }
  return key;
}

std::string Decoded(std::string_view key) {
  std::string path;
  for (std::size_t at = 0; at < key.size(); ++at) {
    unsigned char byte = 0;
    const char* digits = key.data() + at + 1;
    if (key[at] == '%' && at + 2 < key.size() &&
        std::from_chars(digits, digits + 2, byte, 16).ptr == digits + 2) {
      path += static_cast<char>(byte);
      at += 2;
    } else {
      path += key[at];
    }
  }
  return path;
}

}  // namespace

SampleNames::SampleNames(const std::string& source_dir, std::vector<std::string> suffixes,
                         std::size_t num_optional)
    : source_dir_(klay::PlainFolder(source_dir)),
      suffixes_(std::move(suffixes)),
      num_required_(suffixes_.size() - num_optional) {
  CheckSuffixes(suffixes_);
}

std::string SampleNames::KeyOf(const std::string& audio_path) const {
  const std::string path = klay::RelativeTo(source_dir_, klay::PlainPath(audio_path));
  const std::string stem = path.substr(0, path.size() - suffixes_[0].size());
  if (stem.empty() || stem.ends_with('/'))
    Refuse("a file has nothing before its suffix", audio_path);
  return Encoded(stem);
}

std::string SampleNames::PathOf(const std::string& audio_path, std::size_t suffix) const {
  if (suffix == 0) return audio_path;
  return audio_path.substr(0, audio_path.size() - suffixes_[0].size()) + suffixes_[suffix];
}

std::string SampleNames::AudioPathOf(const std::string& key) const {
  return klay::JoinPath(source_dir_, Decoded(key) + suffixes_[0]);
}

std::pair<std::string, std::string> SplitMemberName(const std::string& name) {
  const std::size_t slash = name.rfind('/');
  const std::size_t dot = name.find('.', slash == std::string::npos ? 0 : slash);
  if (dot == std::string::npos) return {name, ""};
  return {name.substr(0, dot), name.substr(dot)};
}

}  // namespace job_shard
