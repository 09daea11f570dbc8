#pragma once

#include <string>
#include <string_view>

#include "beam/base/reflection/reflect.h"

namespace beam {

/// What a struct says of one of its fields, for --help and for schemas:
///
///     struct Track {
///       std::string path;
///       double seconds = 0;
///       static constexpr beam::FieldDoc kDocs[] = {{"seconds", "Length of the audio [s]."}};
///     };
struct FieldDoc {
  std::string_view field;
  std::string_view text;
};

namespace internal {

/// Whether each of T's kDocs, if it has any, names one of T's fields.
template <class T>
consteval bool DocsNameFields() {
  if constexpr (requires { T::kDocs; }) {
    for (const FieldDoc& doc : T::kDocs) {
      bool found = false;
      for (std::string_view name : kFieldNames<T>) found = found || name == doc.field;
      if (!found) return false;
    }
  }
  return true;
}

/// The text of T's kDocs for `field`, or nothing.
template <class T>
std::string DocOf(std::string_view field) {
  static_assert(DocsNameFields<T>(), "beam: kDocs names a field that the struct does not have");
  if constexpr (requires { T::kDocs; }) {
    for (const FieldDoc& doc : T::kDocs) {
      if (doc.field == field) return std::string(doc.text);
    }
  }
  return "";
}

}  // namespace internal
}  // namespace beam
