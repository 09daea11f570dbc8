#include "beam/base/error.h"
#include "beam/model/coder_urns_internal.h"

namespace beam::model {
namespace {

using pipeline::StandardCoders;
using Coders = google::protobuf::Map<std::string, pipeline::Coder>;

/// A list whose end may be in the engine's state has the bytes of one whose end is not, and more.
bool StandsFor(const std::string& urn, CoderSpec::Kind kind) {
  return urn == UrnOf(kind) ||
         (kind == CoderSpec::Kind::kIterable && urn == Urn(StandardCoders::STATE_BACKED_ITERABLE));
}

bool IsCoder(const Coders& coders, const std::string& id, const CoderSpec& spec) {
  const auto found = coders.find(id);
  if (found == coders.end() || !StandsFor(found->second.spec().urn(), spec.kind)) return false;
  // What stands behind a length is this SDK's own affair, and engines may have put bytes there.
  if (spec.kind == CoderSpec::Kind::kLengthPrefix) return true;
  const auto& components = found->second.component_coder_ids();
  if (static_cast<std::size_t>(components.size()) != spec.components.size()) return false;
  for (int i = 0; i < components.size(); ++i) {
    if (!IsCoder(coders, components[i], spec.components[static_cast<std::size_t>(i)])) return false;
  }
  return true;
}

std::string Describe(const Coders& coders, const std::string& id) {
  const auto found = coders.find(id);
  if (found == coders.end()) return "no coder \"" + id + "\"";
  std::string text = found->second.spec().urn();
  std::string_view separator = "<";
  for (const std::string& component : found->second.component_coder_ids()) {
    text += separator;
    text += Describe(coders, component);
    separator = ", ";
  }
  return separator == "<" ? text : text + ">";
}

}  // namespace

const std::string& UrnOf(CoderSpec::Kind kind) {
  /// A coder of this SDK alone, in front of which there is always a length.
  static const std::string own = "klay_beam:coder:v1";
  switch (kind) {
    case CoderSpec::Kind::kBytes:
      return Urn(StandardCoders::BYTES);
    case CoderSpec::Kind::kBool:
      return Urn(StandardCoders::BOOL);
    case CoderSpec::Kind::kVarint:
      return Urn(StandardCoders::VARINT);
    case CoderSpec::Kind::kDouble:
      return Urn(StandardCoders::DOUBLE);
    case CoderSpec::Kind::kKv:
      return Urn(StandardCoders::KV);
    case CoderSpec::Kind::kIterable:
      return Urn(StandardCoders::ITERABLE);
    case CoderSpec::Kind::kLengthPrefix:
      return Urn(StandardCoders::LENGTH_PREFIX);
    case CoderSpec::Kind::kRow:
      return Urn(StandardCoders::ROW);
    case CoderSpec::Kind::kOwn:
      break;
  }
  return own;
}

void CheckCoder(const Coders& coders, const std::string& id, const CoderSpec& spec,
                const std::string& what) {
  if (IsCoder(coders, id, spec)) return;
  throw Error(ErrorCode::kDataLoss, "the engine writes " + what +
                                        " in another way than this job: expected " +
                                        spec.Describe() + ", found " + Describe(coders, id));
}

}  // namespace beam::model
