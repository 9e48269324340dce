# libpg_query ships neither a CMake package nor a pkg-config file.
find_path(PgQuery_INCLUDE_DIR pg_query.h REQUIRED)
find_library(PgQuery_LIBRARY pg_query REQUIRED)
find_path(ProtobufC_INCLUDE_DIR protobuf-c/protobuf-c.h REQUIRED)
add_library(PgQuery::PgQuery UNKNOWN IMPORTED)
set_target_properties(PgQuery::PgQuery PROPERTIES
    IMPORTED_LOCATION ${PgQuery_LIBRARY}
    INTERFACE_INCLUDE_DIRECTORIES "${PgQuery_INCLUDE_DIR};${ProtobufC_INCLUDE_DIR}")
