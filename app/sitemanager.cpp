#include "ui/window/application.h"

#include <QApplication>

#include <clocale>

int main(int argc, char *argv[])
{
    QApplication application(argc, argv);
    QCoreApplication::setOrganizationName(QStringLiteral("AegisX"));
    QCoreApplication::setApplicationName(QStringLiteral("aegisx-site-manager"));
    std::setlocale(LC_MESSAGES, "C"); // libpq's own messages are read by the program
    return aegisx::ui::runApplication(application);
}
