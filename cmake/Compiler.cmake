# Warnings, floating-point rules, CPU baseline, sanitizers: what every target of ours is compiled with.
set(FINSMART_SANITIZE "" CACHE STRING "Sanitizers to build with, as for -fsanitize=")
option(FINSMART_FUZZ "Build the libFuzzer targets (clang only)" OFF)
option(FINSMART_COVERAGE "Instrument for gcov" OFF)
option(FINSMART_LTO "Optimise release builds as a whole at link time, where the compiler can; OFF links in seconds" ON)

add_library(fs_options INTERFACE)
target_compile_options(fs_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror
  -ffp-contract=off -fno-math-errno -fno-trapping-math -fno-omit-frame-pointer
  $<$<COMPILE_LANGUAGE:C>:-Wstrict-prototypes -Wmissing-prototypes>)
if(CMAKE_C_COMPILER_ID MATCHES "Clang")
  target_compile_options(fs_options INTERFACE -Wno-sign-conversion) # gcc's -Wconversion leaves it out
  target_compile_options(fs_options INTERFACE -Wno-pass-failed) # a loop that was asked to be vectorised, in builds without optimisation
endif()
# __int128 carries money; clang's -Wpedantic and gcc's both accept it through __extension__.
target_compile_definitions(fs_options INTERFACE _GNU_SOURCE)
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  target_compile_options(fs_options INTERFACE -march=x86-64-v2)
endif()
if(CMAKE_BUILD_TYPE STREQUAL "Release")
  target_compile_options(fs_options INTERFACE -O2 -g1)
  include(CheckIPOSupported)
  check_ipo_supported(RESULT FINSMART_IPO LANGUAGES C OUTPUT ignored)
  if(FINSMART_LTO AND FINSMART_IPO)
    set(CMAKE_INTERPROCEDURAL_OPTIMIZATION ON)
  endif()
  # The unit tests link the same objects without it: optimising some hundred programs as wholes would take longer than all else.
  string(REPLACE "-fno-fat-lto-objects" "-ffat-lto-objects" CMAKE_C_COMPILE_OPTIONS_IPO "${CMAKE_C_COMPILE_OPTIONS_IPO}")
endif()
if(FINSMART_SANITIZE)
  target_compile_options(fs_options INTERFACE -fsanitize=${FINSMART_SANITIZE} -fno-sanitize-recover=all -O1)
  target_link_options(fs_options INTERFACE -fsanitize=${FINSMART_SANITIZE})
  if(CMAKE_C_COMPILER_ID STREQUAL "GNU") # instrumented code confuses gcc's flow analysis; release builds keep both
    target_compile_options(fs_options INTERFACE -Wno-stringop-overflow -Wno-maybe-uninitialized)
  endif()
  target_compile_definitions(fs_options INTERFACE FINSMART_SANITIZED=1)
endif()
if(FINSMART_FUZZ)
  target_compile_options(fs_options INTERFACE -fsanitize=fuzzer-no-link)
endif()
if(FINSMART_COVERAGE)
  target_compile_options(fs_options INTERFACE --coverage -O0)
  target_link_options(fs_options INTERFACE --coverage)
endif()
