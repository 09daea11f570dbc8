#include "beam/base/error.h"
#include "beam/coders/list_coding.h"
#include "beam/worker/testing/fake_runner/plan/element_coder_internal.h"

namespace beam::fake_runner {
namespace {

namespace pipeline = model::pipeline;
using pipeline::StandardCoders;

constexpr std::uint64_t kDoubleBytes = 8;

const std::string& WindowCoderIdOf(const pipeline::Components& components,
                                   const std::string& collection) {
  const std::string& windowing = components.pcollections().at(collection).windowing_strategy_id();
  return components.windowing_strategies().at(windowing).window_coder_id();
}

}  // namespace

void SkipValue(const pipeline::Components& components, const std::string& coder_id,
               ByteReader& in) {
  const pipeline::Coder& coder = components.coders().at(coder_id);
  const std::string& urn = coder.spec().urn();
  const auto is = [&](StandardCoders::Enum standard) { return urn == model::Urn(standard); };
  if (is(StandardCoders::BYTES) || is(StandardCoders::STRING_UTF8) ||
      is(StandardCoders::LENGTH_PREFIX)) {
    in.ReadBytes(in.ReadVarint());
  } else if (is(StandardCoders::VARINT)) {
    in.ReadVarint();
  } else if (is(StandardCoders::BOOL)) {
    in.ReadByte();
  } else if (is(StandardCoders::DOUBLE)) {
    in.ReadBytes(kDoubleBytes);
  } else if (is(StandardCoders::KV)) {
    for (const std::string& part : coder.component_coder_ids()) SkipValue(components, part, in);
  } else if (is(StandardCoders::ITERABLE)) {
    for (beam::internal::ListReader list(in); list.Next();) {
      SkipValue(components, coder.component_coder_ids(0), in);
    }
  } else if (is(StandardCoders::STATE_BACKED_ITERABLE)) {
    beam::internal::ListReader list(in, /*may_end_in_state=*/true);
    while (list.Next()) SkipValue(components, coder.component_coder_ids(0), in);
    if (list.EndsInState()) in.ReadBytes(in.ReadVarint());
  } else {
    throw Error(ErrorCode::kUnimplemented,
                "the fake runner cannot find the end of a value of an unknown coder: " + urn);
  }
}

WindowCoder WindowCoderOf(const pipeline::Components& components, const std::string& coder_id) {
  const std::string& urn = components.coders().at(coder_id).spec().urn();
  if (urn == model::Urn(StandardCoders::GLOBAL_WINDOW)) return WindowCoder::kGlobal;
  if (urn == model::Urn(StandardCoders::INTERVAL_WINDOW)) return WindowCoder::kInterval;
  throw Error(ErrorCode::kUnimplemented, "the fake runner does not know these windows: " + urn);
}

ElementCoder::ElementCoder(const pipeline::Components& components, const std::string& collection)
    : components_(components),
      collection_(collection),
      coder_id_(components.pcollections().at(collection).coder_id()),
      window_coder_(WindowCoderOf(components, WindowCoderIdOf(components, collection))) {}

Elements ElementCoder::Divide(std::string_view bytes) const {
  Elements elements;
  for (ByteReader in(bytes); in.remaining() > 0;) {
    const std::string_view rest = in.rest();
    WindowedValueHeader::Decode(window_coder_, in);
    SkipValue(components_, coder_id_, in);
    elements.emplace_back(rest.substr(0, rest.size() - in.remaining()));
  }
  return elements;
}

ElementCoder::Parts ElementCoder::Read(std::string_view element) const {
  ByteReader in(element);
  Parts parts{.header = WindowedValueHeader::Decode(window_coder_, in), .value = {}};
  parts.value = in.rest();
  return parts;
}

std::string ElementCoder::Write(const WindowedValueHeader& header, std::string_view value) const {
  std::string element;
  ByteWriter out(element);
  header.Encode(window_coder_, out);
  out.WriteBytes(value);
  return element;
}

KV<std::string_view, std::string_view> ElementCoder::KeyAndValue(std::string_view value) const {
  const pipeline::Coder& coder = components_.coders().at(coder_id_);
  if (coder.spec().urn() != model::Urn(StandardCoders::KV)) {
    throw Error(ErrorCode::kInvalidArgument, "a PCollection that is taken by key has no keys: " +
                                                 collection_ + " is of " + coder.spec().urn());
  }
  ByteReader in(value);
  SkipValue(components_, coder.component_coder_ids(0), in);
  return {value.substr(0, value.size() - in.remaining()), in.rest()};
}

std::string Encoded(const Window& window, WindowCoder coder) {
  std::string bytes;
  ByteWriter out(bytes);
  EncodeWindow(window, coder, out);
  return bytes;
}

}  // namespace beam::fake_runner
