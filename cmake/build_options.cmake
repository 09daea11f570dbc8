# Warnings, sanitizers, coverage and ccache, for every target of the project.
set(KLAY_SANITIZE "" CACHE STRING "Sanitizers to compile with, as -fsanitize= takes them")
option(KLAY_COVERAGE "Compile with gcov counters" OFF)

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CCACHE_PROGRAM}")
endif()

add_compile_options(-Wall -Wextra -Werror "-fmacro-prefix-map=${PROJECT_SOURCE_DIR}/=")
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # False alarms on std::string's operator+ (GCC bug 105651) and on vectors of empty classes.
  add_compile_options(-Wno-restrict -Wno-free-nonheap-object)
endif()
# What is compiled less hard than the libraries: tests, which are most of the code, and short runs of it; and, where
# nobody measures, programs and what else constructs pipelines (templates upon templates, each run once).
set(KLAY_TEST_OPTIONS -O1)
set(KLAY_PROGRAM_OPTIONS "")
if(KLAY_SANITIZE)
  set(KLAY_TEST_OPTIONS -O0)
  set(KLAY_PROGRAM_OPTIONS -O0)
  # -O1: the suites stay fast enough to run on every change; frame pointers keep the reports readable.
  add_compile_options(-fsanitize=${KLAY_SANITIZE} -fno-omit-frame-pointer -O1)
  add_link_options(-fsanitize=${KLAY_SANITIZE})
  if(KLAY_SANITIZE MATCHES undefined)
    add_compile_options(-fno-sanitize-recover=undefined)
  endif()
endif()
if(KLAY_COVERAGE)
  add_compile_options(--coverage -O0)
  add_link_options(--coverage)
endif()
