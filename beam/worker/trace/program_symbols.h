#pragma once

#include <cstdint>
#include <fstream>
#include <string>
#include <vector>

namespace beam::worker {

/// The functions of the running program by the table that the linker left in its file, which has
/// those that nobody outside of it can call, too. Empty for a program that was stripped.
class ProgramSymbols {
 public:
  ProgramSymbols();

  /// The mangled name of the function that is at this offset from where the program is loaded;
  /// empty when there is none known.
  std::string NameAt(std::uint64_t offset);

 private:
  struct Function {
    std::uint64_t begin;
    std::uint64_t end;
    std::uint64_t name_at;  ///< In the file.
  };

  void Load();

  std::ifstream file_;
  std::vector<Function> functions_;
};

}  // namespace beam::worker
