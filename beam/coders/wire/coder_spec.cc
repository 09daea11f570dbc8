#include "beam/coders/wire/coder_spec.h"

namespace beam {
namespace {

std::string NameOf(const CoderSpec& spec) {
  switch (spec.kind) {
    case CoderSpec::Kind::kBytes:
      return "bytes";
    case CoderSpec::Kind::kBool:
      return "bool";
    case CoderSpec::Kind::kVarint:
      return "varint";
    case CoderSpec::Kind::kDouble:
      return "double";
    case CoderSpec::Kind::kKv:
      return "KV";
    case CoderSpec::Kind::kIterable:
      return "iterable";
    case CoderSpec::Kind::kLengthPrefix:
      return "length_prefix";
    case CoderSpec::Kind::kRow:
      return spec.schema.Describe();
    case CoderSpec::Kind::kOwn:
      return spec.type_name;
  }
  return "unknown";
}

}  // namespace

std::string CoderSpec::Describe() const {
  std::string text = NameOf(*this);
  if (components.empty()) return text;
  std::string_view separator = "<";
  for (const CoderSpec& component : components) {
    text += separator;
    text += component.Describe();
    separator = ", ";
  }
  return text + ">";
}

}  // namespace beam
