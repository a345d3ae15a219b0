#include <fmt/format.h>

#include "admin/openapi.h"
#include "app/commands.h"

namespace exo::app {

int print_openapi() {
  const auto document = admin::openapi_document(admin::Layout::indented);
  if (!document) return report_failure(document.error());
  fmt::print("{}\n", *document);
  return kExitOk;
}

}  // namespace exo::app
