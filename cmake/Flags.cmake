# One target carries every compile flag; all our targets link it.
add_library(aegisx_flags INTERFACE)
target_compile_features(aegisx_flags INTERFACE cxx_std_20)
target_include_directories(aegisx_flags INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(aegisx_flags INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wold-style-cast
    -Wnon-virtual-dtor -Woverloaded-virtual -Wformat=2)
target_compile_definitions(aegisx_flags INTERFACE
    QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_CAST_FROM_BYTEARRAY QT_NO_KEYWORDS
    QT_NO_FOREACH QT_NO_NARROWING_CONVERSIONS_IN_CONNECT QT_USE_QSTRINGBUILDER
    QT_DISABLE_DEPRECATED_BEFORE=0x060400)
if(AEGISX_WARNINGS_AS_ERRORS)
    target_compile_options(aegisx_flags INTERFACE -Werror)
endif()
if(AEGISX_SANITIZERS)
    target_compile_options(aegisx_flags INTERFACE
        -fsanitize=${AEGISX_SANITIZERS} -fno-omit-frame-pointer)
    target_link_options(aegisx_flags INTERFACE -fsanitize=${AEGISX_SANITIZERS})
endif()
if(AEGISX_FUZZERS) # what libFuzzer sees of the code it feeds
    target_compile_options(aegisx_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()
