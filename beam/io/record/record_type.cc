#include "beam/io/record/record_type.h"

#include "beam/base/error.h"
#include "beam/io/record/record_type_of.h"

namespace beam::io {
namespace {

std::string DescribeKind(const RecordType& type) {
  using enum RecordType::Kind;
  switch (type.kind) {
    case kBool:
      return "bool";
    case kSigned:
      return "int" + std::to_string(type.bits);
    case kUnsigned:
      return "uint" + std::to_string(type.bits);
    case kFloat:
      return type.bits == 32 ? "float" : "double";
    case kString:
      return "string";
    case kBytes:
      return "bytes";
    case kEnum:
      return "enum";
    case kTimestamp:
      return "timestamp";
    case kDuration:
      return "duration";
    case kList:
      return "list<" + type.fields[0].type.Describe() +
             (type.length == 0 ? "" : ", " + std::to_string(type.length)) + ">";
    case kMap:
      return "map<" + type.fields[0].type.Describe() + ", " + type.fields[1].type.Describe() + ">";
    case kRow:
      break;
  }
  std::string text = "row{";
  for (const RecordField& field : type.fields) {
    if (text.size() > 4) text += ", ";
    text += field.name + ": " + field.type.Describe();
  }
  return text + "}";
}

}  // namespace

void internal::CheckTypeDepth(int depth) {
  constexpr int kMaxDepth = 64;
  if (depth > kMaxDepth) {
    throw Error(ErrorCode::kInvalidArgument,
                "a plain struct that holds itself has no type that a file could name; found more "
                "than " +
                    std::to_string(kMaxDepth) + " levels");
  }
}

std::string RecordType::Describe() const {
  return DescribeKind(*this) + (is_nullable ? "?" : "");
}

}  // namespace beam::io
