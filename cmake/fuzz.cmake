# klay_fuzz_target(NAME SRCS... DEPS... [FINDS folder]): a fuzz target, which defines what
# beam/testing/fuzz/fuzz_target.h says. Under the preset `fuzz` it becomes the libFuzzer program NAME, which the target
# `fuzzers` builds and bin/fuzz runs; otherwise a test that replays its seeds and mutations of them, and one that replays
# the inputs in the folder, which once failed.
option(KLAY_FUZZ "Build the fuzz targets for libFuzzer (clang)" OFF)
add_custom_target(fuzzers)
if(KLAY_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

function(klay_fuzz_target NAME)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "" "FINDS" "SRCS;DEPS")
  add_executable(${NAME} ${ARG_SRCS})
  target_include_directories(${NAME} PRIVATE "${PROJECT_SOURCE_DIR}")
  target_link_libraries(${NAME} PRIVATE ${ARG_DEPS})
  if(KLAY_FUZZ)
    target_sources(${NAME} PRIVATE "${PROJECT_SOURCE_DIR}/beam/testing/fuzz/libfuzzer_main.cc")
    target_link_options(${NAME} PRIVATE -fsanitize=fuzzer)
    add_dependencies(fuzzers ${NAME})
  else()
    target_sources(${NAME} PRIVATE "${PROJECT_SOURCE_DIR}/beam/testing/fuzz/replay_main.cc")
    add_test(NAME Fuzz.${NAME} COMMAND ${NAME})
    if(ARG_FINDS)
      file(GLOB finds CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/${ARG_FINDS}/*")
      add_test(NAME Fuzz.${NAME}.Finds COMMAND ${NAME} ${finds})
      # No find justifies more at once, and some went in circles for ever.
      set_tests_properties(Fuzz.${NAME}.Finds PROPERTIES TIMEOUT 120 ENVIRONMENT
        "ASAN_OPTIONS=max_allocation_size_mb=257")
    endif()
  endif()
endfunction()
