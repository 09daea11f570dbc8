#include "beam/worker/trace/program_symbols.h"

#include <elf.h>

#include <algorithm>
#include <cstring>

namespace beam::worker {
namespace {

/// Reads `count` structs of the file; none when they are not all there.
template <class T>
std::vector<T> ReadAt(std::ifstream& file, std::uint64_t offset, std::size_t count) {
  std::vector<T> items(count);
  file.clear();
  file.seekg(static_cast<std::streamoff>(offset));
  file.read(reinterpret_cast<char*>(items.data()), static_cast<std::streamsize>(count * sizeof(T)));
  if (!file) items.clear();
  return items;
}

}  // namespace

ProgramSymbols::ProgramSymbols() : file_("/proc/self/exe", std::ios::binary) {
  Load();
}

void ProgramSymbols::Load() {
  const auto headers = ReadAt<Elf64_Ehdr>(file_, 0, 1);
  // The only kind that this SDK is compiled to: position-independent, of 64 bits.
  if (headers.empty() || std::memcmp(headers[0].e_ident, ELFMAG, SELFMAG) != 0 ||
      headers[0].e_ident[EI_CLASS] != ELFCLASS64 || headers[0].e_type != ET_DYN ||
      headers[0].e_shentsize != sizeof(Elf64_Shdr)) {
    return;
  }
  const auto sections = ReadAt<Elf64_Shdr>(file_, headers[0].e_shoff, headers[0].e_shnum);
  const auto table = std::find_if(sections.begin(), sections.end(),
                                  [](const Elf64_Shdr& s) { return s.sh_type == SHT_SYMTAB; });
  if (table == sections.end() || table->sh_link >= sections.size()) return;
  const std::uint64_t names = sections[table->sh_link].sh_offset;
  const auto symbols =
      ReadAt<Elf64_Sym>(file_, table->sh_offset, table->sh_size / sizeof(Elf64_Sym));
  for (const Elf64_Sym& symbol : symbols) {
    if (ELF64_ST_TYPE(symbol.st_info) != STT_FUNC || symbol.st_shndx == SHN_UNDEF) continue;
    functions_.push_back(
        {symbol.st_value, symbol.st_value + symbol.st_size, names + symbol.st_name});
  }
}

std::string ProgramSymbols::NameAt(std::uint64_t offset) {
  const auto found = std::find_if(functions_.begin(), functions_.end(), [&](const Function& f) {
    return offset >= f.begin && offset < f.end;
  });
  if (found == functions_.end()) return "";
  std::string name;
  file_.clear();
  file_.seekg(static_cast<std::streamoff>(found->name_at));
  std::getline(file_, name, '\0');
  return name;
}

}  // namespace beam::worker
