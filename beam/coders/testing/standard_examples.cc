#include "beam/coders/testing/standard_examples.h"

#include "beam/base/error.h"
#include "beam/base/utf8.h"

namespace beam::testing {
namespace {

std::string NameOfCoder(const YAML::Node& coder) {
  auto urn = coder["urn"].as<std::string>();
  constexpr std::string_view kPrefix = "beam:coder:";
  constexpr std::string_view kVersion = ":v1";
  if (!urn.starts_with(kPrefix) || !urn.ends_with(kVersion)) return urn;
  std::string name = urn.substr(kPrefix.size(), urn.size() - kPrefix.size() - kVersion.size());
  if (const YAML::Node components = coder["components"]; components.IsDefined()) {
    std::string_view separator = "(";
    for (const YAML::Node& component : components) {
      name += separator;
      name += NameOfCoder(component);
      separator = ", ";
    }
    name += ')';
  }
  return name;
}

}  // namespace

std::string BytesOfText(std::string_view utf8) {
  std::string bytes;
  for (std::size_t i = 0; i < utf8.size(); ++i) {
    const auto byte = static_cast<unsigned char>(utf8[i]);
    if (byte < 0x80) {
      bytes += utf8[i];
    } else if ((byte == 0xc2 || byte == 0xc3) && i + 1 < utf8.size()) {
      bytes += static_cast<char>((byte & 3) << 6 | (utf8[++i] & 0x3f));
    } else {
      throw Error(ErrorCode::kDataLoss, "text is no bytes: " + std::string(utf8));
    }
  }
  return bytes;
}

std::string StandardExample::Describe() const {
  std::string shown = coder + " ";
  for (const char letter : bytes.substr(0, 60)) {
    const std::string one(1, letter);
    shown += letter == 0 ? "\\x00" : PrintableUtf8(one);
  }
  return shown;
}

std::vector<StandardExample> ReadStandardExamples(const std::string& path) {
  std::vector<StandardExample> examples;
  for (const YAML::Node& document : YAML::LoadAllFromFile(path)) {
    const YAML::Node coder = document["coder"];
    // Nodes are references: assigning to one would change them all.
    StandardExample common;
    common.coder = NameOfCoder(coder);
    if (coder["payload"]) common.payload = BytesOfText(coder["payload"].as<std::string>());
    if (document["nested"]) common.nested = document["nested"].as<bool>();
    common.is_deterministic = !coder["non_deterministic"].as<bool>(false);
    for (const auto& entry : document["examples"]) {
      StandardExample& example = examples.emplace_back(common);
      example.bytes = BytesOfText(entry.first.as<std::string>());
      example.value.reset(entry.second);
      if (coder["state"]) example.state.reset(coder["state"]);
    }
  }
  return examples;
}

}  // namespace beam::testing
