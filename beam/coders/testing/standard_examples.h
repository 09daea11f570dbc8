#pragma once

#include <yaml-cpp/yaml.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace beam::testing {

/// One example of Beam's standard_coders.yaml.
struct StandardExample {
  std::string coder;  ///< "kv(bytes, varint)": URNs without "beam:coder:" and version.
  std::string payload;
  std::optional<bool> nested;  ///< Both, when it does not say.
  bool is_deterministic = true;
  YAML::Node state;  ///< What is behind tokens.
  std::string bytes;
  YAML::Node value;

  /// "kv(bytes, varint) \x03abc\x00", for people.
  std::string Describe() const;
};

/// All examples of the file at `path`.
std::vector<StandardExample> ReadStandardExamples(const std::string& path);

/// The file has bytes as text, a character a byte. Throws data_loss on a character above U+00FF.
std::string BytesOfText(std::string_view utf8);

}  // namespace beam::testing
