#include "job_shard/sample_lines.h"

#include <exception>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "beam/base/error.h"
#include "beam/base/utf8.h"
#include "beam/io/file_system.h"
#include "beam/io/input_stream.h"
#include "beam/io/json/base64.h"
#include "beam/io/text/line_reader.h"

namespace job_shard {
namespace {

using Json = nlohmann::ordered_json;

std::string SourceOf(const Json& object) {
  const auto base64 = object.find("source_base64");
  if (base64 == object.end()) return object.at("source");
  return beam::io::DecodeBase64(base64->get<std::string>()).value_or("");
}

PackedSample SampleOf(const Json& object) {
  PackedSample sample{.key = object.at("key"), .source = SourceOf(object)};
  for (const auto& [suffix, place] : object.at("members").items()) {
    sample.members.push_back(
        {.suffix = suffix, .offset = place.at("offset"), .size_bytes = place.at("size")});
  }
  return sample;
}

}  // namespace

std::string LineOf(const PackedSample& sample, const std::string& shard) {
  Json object;
  object["key"] = beam::PrintableUtf8(sample.key);
  object["shard"] = shard;
  object["source"] = beam::PrintableUtf8(sample.source);
  if (object["source"] != sample.source) {
    object["source_base64"] = beam::io::EncodeBase64(sample.source);
  }
  Json& members = object["members"] = Json::object();
  for (const PackedMember& member : sample.members) {
    members[beam::PrintableUtf8(member.suffix)] = {{"offset", member.offset},
                                                   {"size", member.size_bytes}};
  }
  return object.dump() + "\n";
}

void ReadSampleLines(const std::string& path,
                     const std::function<void(PackedShard&& shard)>& visit) {
  beam::io::LineReader lines(beam::io::StreamFrom(beam::io::FileSystemFor(path).Open(path)), 0, {},
                             path);
  PackedShard shard;
  std::int64_t number = 0;
  while (const auto line = lines.Next()) {
    ++number;
    try {
      const Json object = Json::parse(*line);
      const std::string name = object.at("shard");
      if (name != shard.name && !shard.samples.empty()) visit(std::exchange(shard, {}));
      shard.name = name;
      shard.samples.push_back(SampleOf(object));
    } catch (const nlohmann::json::exception& error) {
      throw beam::Error(
          beam::ErrorCode::kDataLoss,
          "line " + std::to_string(number) + " is no sample: " + error.what() + ": " + path);
    }
  }
  if (!shard.samples.empty()) visit(std::move(shard));
}

}  // namespace job_shard
