#include "beam/worker/trace/frame_text.h"

#include <cxxabi.h>
#include <dlfcn.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <sstream>

#include "beam/worker/trace/program_symbols.h"

namespace beam::worker {
namespace {

/// Names of templates of templates fill pages.
constexpr std::size_t kMaxName = 400;

std::string Demangled(const std::string& name) {
  if (name.empty()) return "(unknown)";
  int status = 0;
  const std::unique_ptr<char, decltype(&std::free)> text(
      abi::__cxa_demangle(name.c_str(), nullptr, nullptr, &status), &std::free);
  std::string result = status == 0 ? text.get() : name;
  if (result.size() > kMaxName) result.replace(kMaxName, std::string::npos, "...");
  return result;
}

/// Where the program lies in memory, by an address of its own.
const void* ProgramBase() {
  Dl_info info = {};
  dladdr(reinterpret_cast<const void*>(&FrameText), &info);
  return info.dli_fbase;
}

}  // namespace

std::string FrameText(const std::vector<void*>& return_addresses) {
  ProgramSymbols symbols;
  const void* program = ProgramBase();
  std::ostringstream text;
  for (void* const address : return_addresses) {
    // A call may be the last instruction of its function: the one before the return counts.
    const char* call = static_cast<const char*>(address) - 1;
    Dl_info info = {};
    if (dladdr(call, &info) == 0) continue;  // Code that lies in no file.
    const auto offset = static_cast<std::uint64_t>(call - static_cast<char*>(info.dli_fbase));
    std::string name = info.dli_sname == nullptr ? "" : info.dli_sname;
    std::filesystem::path file = info.dli_fname;
    if (info.dli_fbase == program) {
      name = symbols.NameAt(offset);
      file = std::filesystem::read_symlink("/proc/self/exe");
    }
    text << "at " << Demangled(name) << " (" << file.filename().string() << "+0x" << std::hex
         << offset << ")\n";
  }
  return text.str();
}

}  // namespace beam::worker
