#include "beam/base/reflection/type_name.h"

#include <cxxabi.h>

#include <array>
#include <cstdlib>
#include <memory>
#include <string_view>
#include <utility>

namespace beam {
namespace {

void ReplaceAll(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos;
       at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

/// Takes out every argument of a template that starts with `argument`, "std::allocator<", and what
/// is between its angle brackets.
void RemoveArguments(std::string& text, std::string_view argument) {
  const std::string start = ", " + std::string(argument);
  for (std::size_t at = text.find(start); at != std::string::npos; at = text.find(start, at)) {
    std::size_t end = at + start.size();
    for (int depth = 1; depth > 0 && end < text.size(); ++end) {
      if (text[end] == '<') ++depth;
      if (text[end] == '>') --depth;
    }
    text.erase(at, end - at);
  }
}

}  // namespace

std::string TypeName(const std::type_info& type) {
  int status = 0;
  std::unique_ptr<char, decltype(&std::free)> demangled(
      abi::__cxa_demangle(type.name(), nullptr, nullptr, &status), &std::free);
  std::string name = status == 0 ? demangled.get() : type.name();
  using Replacement = std::pair<std::string_view, std::string_view>;
  constexpr std::array kReplacements = {
      Replacement{"std::__cxx11::basic_string<char, std::char_traits<char>, std::allocator<char> >",
                  "std::string"},
      Replacement{"std::basic_string_view<char, std::char_traits<char> >", "std::string_view"},
      Replacement{"std::__cxx11::", "std::"},
      Replacement{"(anonymous namespace)::", ""},
  };
  for (const auto& [from, to] : kReplacements) ReplaceAll(name, from, to);
  for (const char* argument : {"std::allocator<", "std::less<", "std::hash<", "std::equal_to<"}) {
    RemoveArguments(name, argument);
  }
  ReplaceAll(name, " >", ">");
  return name;
}

}  // namespace beam
